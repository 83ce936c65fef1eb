namespace NetInsight.Kernels.Operators;

/// <summary>An operator packed for a device, and which of the original inputs it still takes, by position.</summary>
internal sealed record PackedOperator(Operator Operator, int[] Inputs)
{
    /// <summary>The operator as it is, with all of its inputs.</summary>
    public static PackedOperator Unchanged(Operator op, int inputCount) => new(op, [.. Enumerable.Range(0, inputCount)]);
}
