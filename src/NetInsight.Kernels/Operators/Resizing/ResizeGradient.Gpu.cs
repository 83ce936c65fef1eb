using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Resizing;

internal sealed partial record ResizeGradient
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        bool fits = x[0].Count > 0 && !Resize.IsBeyondFloats(Input) && !Resize.IsBeyondFloats(x[0].Shape);
        if (fits && Resize.TablesOf(device, Input, x[0].Shape, isTransposed: true) is { } passes)
            Resize.RunPasses(device, x[0], y, passes);
        else
            device.RunOnHost(this, x, y);
    }
}
