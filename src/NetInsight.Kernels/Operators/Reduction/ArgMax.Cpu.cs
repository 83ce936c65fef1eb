using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Reduction;

internal sealed partial record ArgMax
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each line, in parallel      Count elements, Stride apart: from memory
    ///     for each element, in order    compare: with the best so far; its index in a register
    ///     store:                        the index, as a float
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape;
        int axis = Positive(Axis, input.Rank), count = input[axis], stride = input.Product(axis + 1, input.Rank);
        device.ForRanges(y.Count, count, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                // Compare.
                ReadOnlySpan<float> line = source.AsSpan()[(index / stride * count * stride + index % stride)..];
                int best = 0;
                for (int i = 1; i < count; i++)
                {
                    if (Beats(line[i * stride], line[best * stride], Smallest, SelectsLast))
                        best = i;
                }

                // Store.
                y.AsSpan()[index] = best;
            }
        });
    }
}
