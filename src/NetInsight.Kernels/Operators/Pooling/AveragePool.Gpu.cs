using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record AveragePool : IRunsOnCrops
{
    /// <inheritdoc/>
    public float PaddingValue => 0;

    /// <inheritdoc/>
    /// <remarks>
    /// A mean divides by the number of taps on the input, which a crop does not know: it serves only where all taps are on it.
    /// </remarks>
    public Operator? OnCrops(FeatureMap input)
    {
        FeatureMap output = Window.Slide(input, input.Channels, Name);
        Region span = WindowOver(input).InputRegion(Region.Of(output));
        return Region.Of(input).Contains(span) ? new AveragePool(Window.WithoutPadding()) : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   one thread for each element [n, i, j, c] of the result
    ///     for each tap on the input    the sum, divided by the number of taps    (PoolKernel of WindowPooling)
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        WindowPooling<SumFold>.Compute(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: true, CountsPadding);
}
