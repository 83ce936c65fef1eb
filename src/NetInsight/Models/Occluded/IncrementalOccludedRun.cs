using NetInsight.Execution.Incremental;

namespace NetInsight.Models.Occluded;

/// <summary>Computes of each occluded input only what its mask changes.</summary>
internal sealed class IncrementalOccludedRun(MaskedRun run) : OccludedRun
{
    /// <inheritdoc/>
    public override Tensor Original { get; } = run.Clean;

    /// <inheritdoc/>
    public override int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested) =>
        run.BatchFor(RegionsOf(masks), memoryBudget, requested);

    /// <inheritdoc/>
    public override Tensor Logits(ReadOnlySpan<PixelRectangle> masks) => run.Logits(RegionsOf(masks));

    /// <inheritdoc/>
    public override void Dispose() => run.Dispose();
}
