namespace NetInsight;

/// <summary>Runs a network on one picture with many masks, in batches: what each mask changes, or each masked picture whole.</summary>
internal static class MaskedRuns
{
    private const int LargestBatch = 32;

    /// <summary>The logits for every mask, masks x classes.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The picture, 1 x channels x height x width.</param>
    /// <param name="hidden">What stands in the masks, of the same shape.</param>
    /// <param name="masks">The parts of the picture that are hidden, one for each run.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="options">Batch size and memory.</param>
    /// <param name="progress">Is told the masks done.</param>
    /// <param name="cancellation">Stops between pieces of work.</param>
    public static Tensor Compute(
        Model model,
        Tensor input,
        Tensor hidden,
        ReadOnlySpan<PixelRectangle> masks,
        int classes,
        OcclusionOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        Tensor logits = Tensor.Uninitialized(new Shape(masks.Length, classes));
        ProgressReport report = new(progress, masks.Length);
        Area[] areas = new Area[masks.Length];
        for (int n = 0; n < areas.Length; n++)
            areas[n] = new Area(masks[n].Y, masks[n].X, masks[n].Height, masks[n].Width);
        MaskedRun? run = options.IsPlain ? null : model.BeginMasked(input, hidden, cancellation);
        int size = run?.BatchFor(areas, options.MemoryBudget, options.BatchSize)
            ?? options.BatchSize ?? (int)Math.Clamp(options.MemoryBudget / sizeof(float) / model.PeakElements(input.Shape), 1, LargestBatch);
        for (int start = 0; start < areas.Length; start += size)
        {
            ReadOnlySpan<Area> batch = areas.AsSpan(start, Math.Min(size, areas.Length - start));
            Tensor result = run?.Logits(batch) ?? Plain(model, input, hidden, batch, cancellation);
            result.AsSpan().CopyTo(logits.AsSpan()[(start * classes)..]);
            report.Add(batch.Length);
        }

        return logits;
    }

    private static Tensor Plain(Model model, Tensor input, Tensor hidden, ReadOnlySpan<Area> masks, CancellationToken cancellation)
    {
        Tensor pictures = Tensor.Uninitialized(input.Shape.With(0, masks.Length));
        MaskedPictures.Paste(input, hidden, masks, pictures);
        return model.Logits(pictures, cancellationToken: cancellation);
    }
}
