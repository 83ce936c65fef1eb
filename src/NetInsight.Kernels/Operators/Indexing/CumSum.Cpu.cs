using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record CumSum
{
    /// <inheritdoc/>
    /// <remarks>
    /// Lines in parallel; within a line one sum in one order.
    /// <code>
    ///   for each line, in parallel          extent elements, stride apart; from the end where Reverse
    ///     for each element, in order        sum: register, in float
    ///       store: the sum with the element, or before it where Exclusive
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape shape = source.Shape;
        int axis = Positive(Axis, shape.Rank), extent = shape[axis], stride = shape.Product(axis + 1, shape.Rank);
        device.ForRanges(extent == 0 ? 0 : shape.Count / extent, extent, (start, end) =>
        {
            for (int line = start; line < end; line++)
            {
                // Line.
                (int offset, int step) = Line(line, extent, stride, Reverse);
                float sum = 0;
                for (int i = 0; i < extent; i++, offset += step)
                {
                    // Add, then store.
                    float before = sum;
                    sum += source.AsSpan()[offset];
                    y.AsSpan()[offset] = Exclusive ? before : sum;
                }
            }
        });
    }
}
