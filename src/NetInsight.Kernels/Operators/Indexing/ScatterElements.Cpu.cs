using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record ScatterElements
{
    /// <inheritdoc/>
    /// <remarks>
    /// In the order of the updates, by one thread: several may meet the same element.
    /// <code>
    ///   copy:    y = x
    ///   scatter: for each update, in order: y[offset] = reduction(y[offset], update)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Span<float> to = y.AsSpan();

        // Copy.
        x[0].AsSpan().CopyTo(to);
        ReadOnlySpan<float> indices = x[1].AsSpan(), updates = x[2].AsSpan();
        Shape shape = x[0].Shape, from = x[1].Shape;
        int axis = Positive(Axis, shape.Rank);
        if (to.Length == 0)
            return;

        // Scatter: the position along the axis from the index, along the others from the update.
        for (int i = 0; i < updates.Length; i++)
        {
            int offset = 0, stride = 1;
            for (int other = shape.Rank - 1, rest = i; other >= 0; rest /= from[other--])
            {
                offset += (other == axis ? IndexTuples.Inside(indices[i], shape[axis]) : rest % from[other]) * stride;
                stride *= shape[other];
            }

            to[offset] = Reduction.Apply(to[offset], updates[i]);
        }
    }
}
