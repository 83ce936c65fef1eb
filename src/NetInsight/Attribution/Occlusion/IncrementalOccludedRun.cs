using NetInsight.Execution.Incremental;
using NetInsight.Graphs;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Computes of each occluded input only what its mask changes.</summary>
internal sealed class IncrementalOccludedRun(IncrementalSession session, Head head) : OccludedRun
{
    /// <inheritdoc/>
    public override Tensor Original { get; } = head.ScoresOf(session.Original);

    /// <inheritdoc/>
    public override int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested) =>
        session.BatchFor(RegionsOf(masks), memoryBudget, requested);

    /// <inheritdoc/>
    public override Tensor Logits(ReadOnlySpan<PixelRectangle> masks, long memoryBudget)
    {
        Tensor logits = head.ScoresOf(session.Run(RegionsOf(masks), memoryBudget));
        return logits.Shape[0] == masks.Length ? logits : throw new InvalidOperationException(
            $"The network makes {logits.Shape[0]} rows of logits of {masks.Length} images, so that images cannot be told apart. "
            + "BatchSize 1 may help.");
    }

    /// <inheritdoc/>
    public override void Dispose() => session.Dispose();
}
