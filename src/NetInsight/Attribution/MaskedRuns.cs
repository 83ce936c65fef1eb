namespace NetInsight;

/// <summary>Runs a network on one picture with many masks, in batches: what each mask changes, or each masked picture whole.</summary>
internal static class MaskedRuns
{
    private const int LargestBatch = 32;

    private const int Sampled = 8;

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
        MaskedRun? run = options.IsPlain ? null : model.BeginMasked(input, hidden, cancellation, (float)options.Tolerance);
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

    /// <summary>The largest difference of a probability from the exact one, over all classes and up to eight of the masks, spread evenly.</summary>
    public static double ErrorOf(Model model, Tensor input, Tensor hidden, ReadOnlySpan<PixelRectangle> masks, Tensor logits, OcclusionOptions options, CancellationToken cancellation)
    {
        int count = Math.Min(Sampled, masks.Length), classes = logits.Shape[1];
        PixelRectangle[] sample = new PixelRectangle[count];
        Tensor found = Tensor.Uninitialized(new Shape(count, classes));
        for (int index = 0; index < count; index++)
        {
            int mask = (int)((index + 0.5) * masks.Length / count);
            sample[index] = masks[mask];
            logits.AsSpan().Slice(mask * classes, classes).CopyTo(found.AsSpan()[(index * classes)..]);
        }

        Tensor exact = Head.Softmax(Compute(model, input, hidden, sample, classes, options with { Tolerance = 0 }, null, cancellation)), near = Head.Softmax(found);
        double largest = 0;
        for (int i = 0; i < exact.Count; i++)
            largest = Math.Max(largest, Math.Abs((double)exact.AsSpan()[i] - near.AsSpan()[i]));
        return largest;
    }

    private static Tensor Plain(Model model, Tensor input, Tensor hidden, ReadOnlySpan<Area> masks, CancellationToken cancellation)
    {
        Tensor pictures = Tensor.Uninitialized(input.Shape.With(0, masks.Length));
        MaskedPictures.Paste(input, hidden, masks, pictures);
        return model.Logits(pictures, cancellationToken: cancellation);
    }
}
