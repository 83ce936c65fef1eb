namespace NetInsight;

internal sealed partial record AveragePool : IComputesParts
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        ForwardParts(device, x[0], null, MapParts.Whole(FeatureMap.OfStored(y.Shape)), null, y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public void ForwardParts(CpuDevice device, Tensor maps, Tensor? patches, MapParts parts, Tensor? addend, Tensor y) =>
        PoolRow.Compute<SumFold>(device, Window, maps, patches, parts, y, divide: true, CountsPadding);
}
