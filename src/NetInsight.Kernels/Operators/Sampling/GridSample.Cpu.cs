using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Sampling;

internal sealed unsafe partial record GridSample
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each feature map [n, c], in parallel      the grid of image n is read again for each channel
    ///     for each output position
    ///       sample: at (column, row) of the grid, by the mode and the padding    (GridSampler.Value)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor maps = x[0], grid = x[1];
        GridSampler sampler = SamplerOver(maps.Shape);
        int channels = y.Shape[1], positions = y.Shape[2] * y.Shape[3], perMap = maps.Shape[2] * maps.Shape[3];
        device.ForRanges(y.Shape[0] * channels, 20L * positions, (start, end) =>
        {
            fixed (float* first = maps.AsSpan())
            {
                HostElements elements = new(first);
                for (int map = start; map < end; map++)
                {
                    ReadOnlySpan<float> at = grid.AsSpan().Slice(map / channels * positions * 2, positions * 2);
                    Span<float> to = y.AsSpan().Slice(map * positions, positions);
                    for (int i = 0; i < positions; i++)

                        // Sample: the grid holds column before row.
                        to[i] = sampler.Value(elements, map * perMap, at[2 * i + 1], at[2 * i]);
                }
            }
        });
    }
}
