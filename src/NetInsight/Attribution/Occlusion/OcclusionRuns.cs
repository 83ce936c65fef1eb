using NetInsight.Graphs;

namespace NetInsight.Attribution.Occlusion;

/// <summary>The logits of one input under many masks, in batches that fit the memory budget.</summary>
internal sealed class OcclusionRuns : IDisposable
{
    /// <summary>The largest number of masks that <see cref="ErrorOf"/> computes exactly.</summary>
    private const int Sampled = 8;

    private readonly Model _model;
    private readonly OccludedInput _occluded;
    private readonly OcclusionOptions _options;
    private readonly bool _isIncremental;
    private readonly CancellationToken _cancellation;
    private readonly OccludedRun _run;

    /// <summary>Runs the unchanged input.</summary>
    /// <param name="model">The network.</param>
    /// <param name="occluded">The input and its baseline.</param>
    /// <param name="options">Batch size, memory and tolerance.</param>
    /// <param name="isIncremental">Whether only what a mask changes is computed; else each occluded input runs whole.</param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    public OcclusionRuns(
        Model model, OccludedInput occluded, OcclusionOptions options, bool isIncremental, CancellationToken cancellation)
    {
        (_model, _occluded, _options, _isIncremental, _cancellation) = (model, occluded, options, isIncremental, cancellation);
        _run = OccludedRun.Open(model, occluded, isIncremental, (float)options.Tolerance, cancellation);
    }

    /// <summary>The logits of the unchanged input, 1 x classes.</summary>
    public Tensor Original => _run.Original;

    /// <summary>The logits under every mask, masks x classes.</summary>
    /// <param name="masks">The rectangles, one for each occluded input.</param>
    /// <param name="progress">Receives the number of masks done.</param>
    public Tensor Logits(ReadOnlySpan<PixelRectangle> masks, IProgress<Progress>? progress)
    {
        int classes = Original.Shape[1];
        Tensor logits = Tensor.Uninitialized(new Shape(masks.Length, classes));
        ProgressReport report = new(progress, masks.Length);
        int size = _run.BatchSizeFor(masks, _options.MemoryBudget, _options.BatchSize);
        for (int start = 0; start < masks.Length; start += size)
        {
            ReadOnlySpan<PixelRectangle> batch = masks.Slice(start, Math.Min(size, masks.Length - start));
            _run.Logits(batch, _options.MemoryBudget).AsSpan().CopyTo(logits.AsSpan()[(start * classes)..]);
            report.Add(batch.Length);
        }

        return logits;
    }

    /// <summary>
    /// The largest difference of a probability from the exact one, over all classes and up to eight of the masks, spread evenly; 0 for
    /// exact runs.
    /// </summary>
    /// <param name="masks">The masks.</param>
    /// <param name="logits">The result of <see cref="Logits"/> for them.</param>
    public double ErrorOf(ReadOnlySpan<PixelRectangle> masks, Tensor logits)
    {
        if (_options.Tolerance == 0)
            return 0;
        int count = Math.Min(Sampled, masks.Length), classes = logits.Shape[1];
        PixelRectangle[] sample = new PixelRectangle[count];
        Tensor found = Tensor.Uninitialized(new Shape(count, classes));
        for (int index = 0; index < count; index++)
        {
            int mask = (int)((index + 0.5) * masks.Length / count);
            sample[index] = masks[mask];
            logits.AsSpan().Slice(mask * classes, classes).CopyTo(found.AsSpan()[(index * classes)..]);
        }

        using OcclusionRuns exactly = new(_model, _occluded, _options with { Tolerance = 0 }, _isIncremental, _cancellation);
        Head head = _model.ClassifierHead;
        Tensor exact = head.Probabilities(exactly.Logits(sample, null)), near = head.Probabilities(found);
        double largest = 0;
        for (int i = 0; i < exact.Count; i++)
            largest = Math.Max(largest, Math.Abs((double)exact.AsSpan()[i] - near.AsSpan()[i]));
        return largest;
    }

    /// <summary>Releases the feature maps of the unchanged input.</summary>
    public void Dispose() => _run.Dispose();
}
