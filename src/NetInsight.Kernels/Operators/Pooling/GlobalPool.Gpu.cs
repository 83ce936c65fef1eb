using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record GlobalPool
{
    /// <inheritdoc/>
    /// <remarks>A window as large as the map.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        FeatureMap input = FeatureMap.OfNhwc(x[0].Shape);
        if (input.Positions == 0)
        {
            device.RunOnHost(this, x, y);           // no window fits an empty map
            return;
        }

        GpuWindow window = new(new WindowAxis(input.Height), new WindowAxis(input.Width), input, input with { Height = 1, Width = 1 });
        if (Kind == GlobalPoolKind.Average)
            PoolKernels<SumFold>.Run(device, window, x[0], y, divides: true);
        else
            PoolKernels<LargestFold>.Run(device, window, x[0], y, divides: false);
    }
}
