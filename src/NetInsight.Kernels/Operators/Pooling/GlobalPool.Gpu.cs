namespace NetInsight;

internal sealed partial record GlobalPool
{
    /// <inheritdoc/>
    /// <remarks>A window as large as the map.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        FeatureMap input = FeatureMap.OfStored(x[0].Shape);
        if (input.Places == 0)
        {
            device.RunOnHost(this, x, y);           // no window fits an empty map
            return;
        }

        GpuWindow window = new(new WindowAxis(input.Height), new WindowAxis(input.Width), input, input with { Height = 1, Width = 1 });
        if (Kind == GlobalPoolKind.Average)
            GpuPool<SumFold>.Run(device, window, x[0], y, divides: true);
        else
            GpuPool<LargestFold>.Run(device, window, x[0], y, divides: false);
    }
}
