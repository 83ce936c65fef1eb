using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record SumPool : IRunsOnCrops
{
    /// <inheritdoc/>
    public float PaddingValue => 0;

    /// <inheritdoc/>
    public Operator? OnCrops(FeatureMap input) => new SumPool(Window.WithoutPadding());

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   one thread for each element [n, i, j, c] of the result
    ///     for each tap on the input    the sum    (PoolKernel of WindowPooling)
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        WindowPooling<SumFold>.Compute(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: false);
}
