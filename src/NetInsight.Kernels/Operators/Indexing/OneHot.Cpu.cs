using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record OneHot
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each element [outer, k, inner] of the result, in parallel
    ///     y = on where k = indices[outer, inner], counted from the end where negative, else off
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor indices = x[0];
        (float off, float on) = (x[1].AsSpan()[0], x[1].AsSpan()[1]);
        int axis = Positive(Axis, y.Shape.Rank), stride = y.Shape.Product(axis + 1, y.Shape.Rank);
        device.ForRanges(y.Count, 4, (start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                int line = i / stride, k = line % Depth, index = (int)indices.AsSpan()[line / Depth * stride + i % stride];
                y.AsSpan()[i] = k == (index < 0 ? index + Depth : index) ? on : off;
            }
        });
    }
}
