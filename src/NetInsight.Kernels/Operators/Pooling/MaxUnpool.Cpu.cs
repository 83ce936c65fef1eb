using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record MaxUnpool
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   clear:   y = 0
    ///   scatter: for each value, in order: y[index] = value    one thread: of several values for one index the last stays
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape spanned = Spanned(x[0].Shape);
        bool isSame = spanned == y.Shape;
        ReadOnlySpan<float> values = x[0].AsSpan(), indices = x[1].AsSpan();
        Span<float> result = y.AsSpan();

        // Clear.
        result.Clear();

        // Scatter.
        for (int i = 0; i < values.Length; i++)
        {
            if (!(indices[i] >= 0 && indices[i] < spanned.Count) || indices[i] != MathF.Floor(indices[i]))
                throw new ArgumentException($"{Name}: index {indices[i]} is not an element of {spanned}.");
            int index = (int)indices[i];
            result[isSame ? index : Reindex(index, spanned, y.Shape)] = values[i];
        }
    }
}
