namespace NetInsight;

internal sealed partial record MaxPool : IRunsOnCuts
{
    /// <inheritdoc/>
    public float Outside => float.NegativeInfinity;

    /// <inheritdoc/>
    public Operator OnCuts(FeatureMap input) => new MaxPool(Window.WithoutPadding());

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        GpuPool<LargestFold>.Run(device, GpuWindow.Of(Window, x[0].Shape, y.Shape), x[0], y, divides: false);
}
