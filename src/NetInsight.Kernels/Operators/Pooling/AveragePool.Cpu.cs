namespace NetInsight;

internal sealed partial record AveragePool
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        PoolRow.ComputeAll<SumFold>(device, Window, x[0], y, divide: true, CountsPadding);
}
