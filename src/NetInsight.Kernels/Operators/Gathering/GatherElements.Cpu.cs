using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Gathering;

internal sealed partial record GatherElements
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each element of the result, in parallel
    ///     y[i] = x[offset(i)]    the position along the axis from Indices[i], along the others from i
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        device.ForRanges(y.Count, 4 * source.Shape.Rank, (start, end) =>
        {
            for (int i = start; i < end; i++)
                y.AsSpan()[i] = source.AsSpan()[OffsetOf(i, source.Shape)];
        });
    }
}
