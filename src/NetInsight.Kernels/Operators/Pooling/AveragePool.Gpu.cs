namespace NetInsight;

internal sealed partial record AveragePool : IRunsOnCuts
{
    /// <inheritdoc/>
    public float Outside => 0;

    /// <inheritdoc/>
    /// <remarks>A mean divides by the taps on the map, which a cut does not know: it serves where all are.</remarks>
    public Operator? OnCuts(FeatureMap input)
    {
        FeatureMap output = Window.Slide(input, input.Channels, Name);
        return Area.Of(input).Contains(WindowOver(input).SeenBy(Area.Of(output))) ? new AveragePool(Window.WithoutPadding()) : null;
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        GpuPool<SumFold>.Run(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: true, CountsPadding);
}
