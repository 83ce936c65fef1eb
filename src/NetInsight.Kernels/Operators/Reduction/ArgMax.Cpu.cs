using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Reduction;

internal sealed partial record ArgMax
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape;
        int axis = Positive(Axis, input.Rank), count = input[axis], stride = input.Product(axis + 1, input.Rank);
        device.ForRanges(y.Count, count, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                // one line: count elements, stride apart
                ReadOnlySpan<float> line = source.AsSpan()[(index / stride * count * stride + index % stride)..];
                int best = 0;
                for (int i = 1; i < count; i++)
                {
                    if (Beats(line[i * stride], line[best * stride], Smallest, SelectsLast))
                        best = i;
                }

                y.AsSpan()[index] = best;
            }
        });
    }
}
