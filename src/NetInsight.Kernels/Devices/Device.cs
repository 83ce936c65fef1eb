namespace NetInsight;

/// <summary>What runs operators: the processor, or later a graphics card. Nobody outside this seam asks which.</summary>
internal abstract class Device
{
    /// <summary>Computes <paramref name="y"/>, which has the shape that the operator infers from the inputs.</summary>
    public abstract void Forward(Operator op, ReadOnlySpan<Tensor> x, Tensor y);

    /// <summary>The operator with its constant inputs taken in and packed as this device likes them; itself where there is nothing to pack.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its inputs; null where the value is known only in a run.</param>
    public abstract Prepared Prepare(Operator op, ReadOnlySpan<Tensor?> inputs);
}
