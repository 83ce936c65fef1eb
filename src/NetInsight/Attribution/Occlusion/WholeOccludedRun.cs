using NetInsight.Execution.Incremental;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Computes each occluded input by a whole run: the definition, with which incremental runs are compared.</summary>
internal sealed class WholeOccludedRun(Model model, Tensor input, Tensor baseline, int value, CancellationToken cancellation) : OccludedRun
{
    /// <inheritdoc/>
    public override Tensor Original { get; } = model.RunValue(input, value, cancellation);

    /// <inheritdoc/>
    public override int BatchSizeFor(ReadOnlySpan<PixelRectangle> masks, long memoryBudget, int? requested) =>
        model.BatchSizeFor(input.Shape, memoryBudget, requested, cancellation);

    /// <inheritdoc/>
    public override Tensor Values(ReadOnlySpan<PixelRectangle> masks, long memoryBudget)
    {
        Region[] regions = RegionsOf(masks);
        Tensor batch = Tensor.Uninitialized(input.Shape.With(0, masks.Length));
        OccludedInputs.Paste(input, baseline, regions, batch);
        return model.RunValue(batch, value, cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
