using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Models.Occluded;

/// <summary>The logits of one input of which rectangles are replaced by a baseline, for techniques that perturb the input.</summary>
internal abstract class OccludedRun : IDisposable
{
    /// <summary>The logits of the unchanged input, 1 x classes.</summary>
    public abstract Tensor Original { get; }

    /// <summary>How many masks run as one batch: as requested, else as many as fit the budget; at least one.</summary>
    /// <param name="masks">The masks of all batches.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows.</param>
    public abstract int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested);

    /// <summary>The logits under each mask, masks x classes.</summary>
    public abstract Tensor Logits(ReadOnlySpan<PixelRectangle> masks);

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
