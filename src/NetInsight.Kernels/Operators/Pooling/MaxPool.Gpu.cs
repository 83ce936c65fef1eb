using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record MaxPool : IRunsOnCrops
{
    /// <inheritdoc/>
    public float PaddingValue => float.NegativeInfinity;

    /// <inheritdoc/>
    public Operator OnCrops(FeatureMap input) => new MaxPool(Window.WithoutPadding());

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   one thread for each element [n, i, j, c] of the result
    ///     for each tap on the input    the largest value    (PoolKernel of WindowPooling)
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        WindowPooling<MaxFold>.Compute(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: false);
}
