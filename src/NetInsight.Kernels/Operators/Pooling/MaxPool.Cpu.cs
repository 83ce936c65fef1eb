namespace NetInsight;

internal sealed partial record MaxPool
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        PoolRow.ComputeAll<LargestFold>(device, Window, x[0], y, divide: false, countsPadding: false);
}
