using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Attribution.Occlusion;

/// <summary>
/// A value of the network for one input of which rectangles are replaced by a baseline, for techniques that perturb the input.
/// </summary>
internal abstract class OccludedRun : IDisposable
{
    /// <summary>Runs an input as far as a value, and keeps what runs on the input with rectangles replaced by a baseline share.</summary>
    /// <param name="model">The network.</param>
    /// <param name="occluded">The input and its baseline.</param>
    /// <param name="value">The value of the network's graph that is computed under each mask.</param>
    /// <param name="isIncremental">Whether only what a mask changes is computed; else each occluded input runs whole.</param>
    /// <param name="tolerance">
    /// Changes of a feature map below this share of its largest magnitude are not followed further; 0 for exact runs.
    /// </param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    public static OccludedRun Open(
        Model model, OccludedInput occluded, int value, bool isIncremental, float tolerance, CancellationToken cancellation) =>
        isIncremental
            ? new IncrementalOccludedRun(model.OpenIncremental(occluded.Input, occluded.Baseline, value, tolerance, cancellation))
            : new WholeOccludedRun(model, occluded.Input, occluded.Baseline, value, cancellation);

    /// <summary>The value for the unchanged input, 1 x ...</summary>
    public abstract Tensor Original { get; }

    /// <summary>How many masks run as one batch: as requested, else as many as fit the budget; at least one.</summary>
    /// <param name="masks">The masks of all batches.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows.</param>
    public abstract int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested);

    /// <summary>The value under each mask, masks x ...</summary>
    /// <param name="masks">The masks of one batch.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of this batch and those of concurrent runs on the model.</param>
    public abstract Tensor Values(ReadOnlySpan<PixelRectangle> masks, long memoryBudget);

    /// <summary>Releases the feature maps of the unchanged input.</summary>
    public abstract void Dispose();

    /// <summary>Masks as regions of the input's feature map.</summary>
    private protected static Region[] RegionsOf(ReadOnlySpan<PixelRectangle> masks)
    {
        Region[] regions = new Region[masks.Length];
        for (int n = 0; n < regions.Length; n++)
            regions[n] = new Region(masks[n].Top, masks[n].Left, masks[n].Height, masks[n].Width);
        return regions;
    }
}
