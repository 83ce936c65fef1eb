using NetInsight.Execution.Incremental;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Computes of each occluded input only what its mask changes.</summary>
internal sealed class IncrementalOccludedRun(IncrementalSession session) : OccludedRun
{
    /// <inheritdoc/>
    public override Tensor Original => session.Original;

    /// <inheritdoc/>
    public override int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested) =>
        session.BatchFor(RegionsOf(masks), memoryBudget, requested);

    /// <inheritdoc/>
    public override Tensor Values(ReadOnlySpan<PixelRectangle> masks, long memoryBudget)
    {
        Tensor values = session.Run(RegionsOf(masks), memoryBudget);
        return values.Shape.Rank > 0 && values.Shape[0] == masks.Length ? values : throw new InvalidOperationException(
            $"The network makes an output of {values.Shape} of {masks.Length} images, so that images cannot be told apart. "
            + "BatchSize 1 may help.");
    }

    /// <inheritdoc/>
    public override void Dispose() => session.Dispose();
}
