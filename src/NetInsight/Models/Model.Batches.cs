using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>How many inputs of a shape run as one batch to the logits: as requested, else as many as fit the budget.</summary>
    /// <param name="input">The shape of one input, 1 x channels x height x width.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    internal int BatchSizeFor(Shape input, long memoryBudget, int? requested) =>
        requested ?? BatchSize.Within(memoryBudget, PeakElements(input));

    /// <summary>One layer's output for several inputs, run as one batch.</summary>
    /// <param name="inputs">The inputs, each 1 x channels x height x width; at least one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal Tensor RunTogether(Tensor[] inputs, string layer, CancellationToken cancellation) =>
        Run(BatchSlices.Join(inputs), [layer], cancellationToken: cancellation)[layer];

    /// <summary>The logits of occluded inputs, masks x classes, each computed by a whole run.</summary>
    /// <param name="input">The input, 1 x channels x height x width.</param>
    /// <param name="baseline">What replaces the pixels of a mask, of the same shape.</param>
    /// <param name="masks">The rectangles, one for each occluded input.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal Tensor OccludedLogits(Tensor input, Tensor baseline, ReadOnlySpan<PixelRectangle> masks, CancellationToken cancellation)
    {
        Region[] regions = new Region[masks.Length];
        for (int n = 0; n < regions.Length; n++)
            regions[n] = new Region(masks[n].Top, masks[n].Left, masks[n].Height, masks[n].Width);
        Tensor batch = Tensor.Uninitialized(input.Shape.With(0, masks.Length));
        OccludedInputs.Paste(input, baseline, regions, batch);
        return Logits(batch, cancellationToken: cancellation);
    }
}
