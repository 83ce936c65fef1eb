namespace NetInsight.Kernels.Operators;

/// <summary>What operators are packed for: the CPU, or a GPU. Nothing outside this seam asks which.</summary>
internal abstract class Backend
{
    /// <summary>
    /// The operator with its constant inputs taken in and packed for this backend; itself where there is nothing to pack.
    /// </summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its inputs; null where the value is known only in a run.</param>
    public abstract PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs);
}
