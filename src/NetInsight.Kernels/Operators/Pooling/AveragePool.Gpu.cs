using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record AveragePool : IRunsOnCrops
{
    /// <inheritdoc/>
    public float Outside => 0;

    /// <inheritdoc/>
    /// <remarks>A mean divides by the taps on the map, which a cut does not know: it serves where all are.</remarks>
    public Operator? OnCrops(FeatureMap input)
    {
        FeatureMap output = Window.Slide(input, input.Channels, Name);
        return Region.Of(input).Contains(WindowOver(input).SeenBy(Region.Of(output))) ? new AveragePool(Window.WithoutPadding()) : null;
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        PoolKernels<SumFold>.Run(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: true, CountsPadding);
}
