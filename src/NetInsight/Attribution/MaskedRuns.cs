namespace NetInsight;

/// <summary>Runs a network on one picture with many masks, in batches: each masked picture whole.</summary>
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
        int size = options.BatchSize ?? (int)Math.Clamp(options.MemoryBudget / sizeof(float) / model.PeakElements(input.Shape), 1, LargestBatch);
        for (int start = 0; start < masks.Length; start += size)
        {
            ReadOnlySpan<PixelRectangle> batch = masks[start..Math.Min(start + size, masks.Length)];
            Tensor result = model.Logits(Mask(input, hidden, batch), cancellationToken: cancellation);
            result.AsSpan().CopyTo(logits.AsSpan()[(start * classes)..]);
            report.Add(batch.Length);
        }

        return logits;
    }

    private static Tensor Mask(Tensor input, Tensor hidden, ReadOnlySpan<PixelRectangle> masks)
    {
        Shape shape = input.Shape;
        int channels = shape[1], height = shape[2], width = shape[3];
        Tensor batch = Tensor.Uninitialized(shape.With(0, masks.Length));
        for (int n = 0; n < masks.Length; n++)
        {
            Span<float> picture = batch.AsSpan().Slice(n * input.Count, input.Count);
            input.AsSpan().CopyTo(picture);
            PixelRectangle mask = masks[n];
            for (int c = 0; c < channels; c++)
            {
                for (int row = mask.Y; row < mask.Y + mask.Height; row++)
                {
                    int start = (c * height + row) * width + mask.X;
                    hidden.AsSpan().Slice(start, mask.Width).CopyTo(picture[start..]);
                }
            }
        }

        return batch;
    }
}
