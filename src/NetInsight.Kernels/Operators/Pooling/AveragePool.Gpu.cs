namespace NetInsight;

internal sealed partial record AveragePool
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        GpuPool<SumFold>.Run(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: true, CountsPadding);
}
