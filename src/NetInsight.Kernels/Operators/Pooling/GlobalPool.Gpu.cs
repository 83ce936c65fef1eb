using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record GlobalPool
{
    /// <inheritdoc/>
    /// <remarks>
    /// Pooling with one window as large as the input.
    /// <code>
    ///   one thread for each [n, c] of the result
    ///     fold: over all positions, row by row    (PoolKernel of WindowPooling)
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        FeatureMap input = FeatureMap.OfNhwc(x[0].Shape);
        if (input.Positions == 0)
        {
            device.RunOnHost(this, x, y);           // no window fits an empty feature map
            return;
        }

        GpuWindow window = new(new WindowAxis(input.Height), new WindowAxis(input.Width), input, input with { Height = 1, Width = 1 });
        if (Kind == GlobalPoolKind.Average)
            WindowPooling<SumFold>.Compute(device, window, x[0], y, divides: true);
        else
            WindowPooling<MaxFold>.Compute(device, window, x[0], y, divides: false);
    }
}
