using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Sampling;

internal sealed unsafe partial record DeformableColumns
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each element [n, c, tap, i, j] of the columns, in parallel
    ///     tap:    where it lies, by the window and its offset
    ///     sample: the four neighbours, linearly interpolated, 0 outside; times the mask    (DeformableSampler.Value)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor maps = x[0], offsets = x[1], mask = x.Length > 2 ? x[2] : x[1];
        bool hasMask = x.Length > 2;
        DeformableSampler sampler = SamplerOver(maps.Shape);
        device.ForRanges(y.Count, 20, (start, end) =>
        {
            fixed (float* first = maps.AsSpan(), moved = offsets.AsSpan(), factors = mask.AsSpan())
            {
                HostElements elements = new(first), pairs = new(moved), masks = new(factors);
                for (int i = start; i < end; i++)
                    y.AsSpan()[i] = sampler.Value(i, elements, pairs, masks, hasMask);
            }
        });
    }
}
