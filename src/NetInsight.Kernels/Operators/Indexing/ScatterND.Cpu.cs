using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record ScatterND
{
    /// <inheritdoc/>
    /// <remarks>
    /// In the order of the updates, by one thread: several may meet the same element.
    /// <code>
    ///   copy:    y = x
    ///   scatter: for each tuple, in order: y[offset + i] = reduction(y[offset + i], update[i]), i over its run
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Span<float> to = y.AsSpan();

        // Copy.
        x[0].AsSpan().CopyTo(to);
        ReadOnlySpan<float> indices = x[1].AsSpan(), updates = x[2].AsSpan();
        if (updates.Length == 0 || to.Length == 0)
            return;

        // Scatter.
        int length = x[1].Shape[-1];
        IndexTuples tuples = IndexTuples.Over(x[0].Shape, 0, length);
        for (int t = 0; t < updates.Length / tuples.Run; t++)
        {
            Span<float> run = to.Slice(tuples.OffsetOf(indices.Slice(t * length, length)), tuples.Run);
            for (int i = 0; i < run.Length; i++)
                run[i] = Reduction.Apply(run[i], updates[t * tuples.Run + i]);
        }
    }
}
