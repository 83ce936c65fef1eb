using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>Arguments of the kernel of <see cref="GridSample"/>: N x Channels feature maps, Positions outputs of each.</summary>
internal readonly record struct GridSampleArguments(
    ArrayView<float> X, ArrayView<float> Grid, ArrayView<float> Y, GridSampler Sampler, int Channels, int Positions);

internal sealed partial record GridSample
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.ForEach(
        GridSampleKernel,
        y.Count,
        new GridSampleArguments(x[0].View, x[1].View, y.View, SamplerOver(x[0].Shape), y.Shape[1], y.Shape[2] * y.Shape[3]));

    /// <summary>One thread for each element of the result.</summary>
    /// <remarks>
    /// <code>
    ///   point:  feature map n * C + c of the thread, and its (column, row) of the grid    Grid: global memory
    ///   sample: by the mode and the padding    X: global memory; neighbouring threads on neighbouring positions
    /// </code>
    /// </remarks>
    private static void GridSampleKernel(Index1D i, GridSampleArguments a)
    {
        // Point.
        int map = i / a.Positions, at = (map / a.Channels * a.Positions + (i - map * a.Positions)) * 2;

        // Sample.
        a.Y[i] = a.Sampler.Value(new GpuElements(a.X), map * a.Sampler.Height * a.Sampler.Width, a.Grid[at + 1], a.Grid[at]);
    }
}
