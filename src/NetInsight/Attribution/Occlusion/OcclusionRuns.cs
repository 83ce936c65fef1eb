using NetInsight.Execution.Incremental;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Attribution.Occlusion;

/// <summary>
/// The logits of one image with many regions occluded, in batches: runs that compute what each region changes, or whole runs.
/// </summary>
internal sealed class OcclusionRuns : IDisposable
{
    /// <summary>The most images of a batch of whole runs.</summary>
    private const int LargestWholeBatch = 32;

    /// <summary>The most regions that <see cref="ErrorOf"/> computes exactly.</summary>
    private const int Sampled = 8;

    private readonly Model _model;
    private readonly Tensor _input, _baseline;
    private readonly OcclusionOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly IncrementalSession? _session;

    /// <summary>Runs the unchanged image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The image, 1 x channels x height x width.</param>
    /// <param name="baseline">What stands in occluded regions, of the same shape.</param>
    /// <param name="options">Batch size, memory and tolerance.</param>
    /// <param name="cancellation">Stops this run and all that follow between steps.</param>
    public OcclusionRuns(Model model, Tensor input, Tensor baseline, OcclusionOptions options, CancellationToken cancellation)
    {
        (_model, _input, _baseline, _options, _cancellation) = (model, input, baseline, options, cancellation);
        _session = options.IsPlain
            ? null
            : model.OpenIncremental(input, baseline, model.LogitsValue, (float)options.Tolerance, cancellation);
        try
        {
            Original = _session is null ? model.Logits(input, cancellationToken: cancellation) : AsMatrix(_session.Original);
        }
        catch
        {
            _session?.Dispose();
            throw;
        }
    }

    /// <summary>The logits of the unchanged image, 1 x classes.</summary>
    public Tensor Original { get; }

    /// <summary>The logits for every mask, masks x classes.</summary>
    /// <param name="masks">The regions that are occluded, one for each run.</param>
    /// <param name="progress">Is told the masks done.</param>
    public Tensor Logits(ReadOnlySpan<PixelRectangle> masks, IProgress<Progress>? progress)
    {
        int classes = Original.Shape[1];
        Tensor logits = Tensor.Uninitialized(new Shape(masks.Length, classes));
        ProgressReport report = new(progress, masks.Length);
        Region[] regions = new Region[masks.Length];
        for (int n = 0; n < regions.Length; n++)
            regions[n] = new Region(masks[n].Top, masks[n].Left, masks[n].Height, masks[n].Width);
        int size = BatchFor(regions);
        for (int start = 0; start < regions.Length; start += size)
        {
            ReadOnlySpan<Region> batch = regions.AsSpan(start, Math.Min(size, regions.Length - start));
            Tensor result = _session is null ? WholeLogits(batch) : IncrementalLogits(_session, batch);
            result.AsSpan().CopyTo(logits.AsSpan()[(start * classes)..]);
            report.Add(batch.Length);
        }

        return logits;
    }

    /// <summary>
    /// The largest difference of a probability from the exact one, over all classes and up to eight of the masks, spread evenly; 0 for
    /// exact runs.
    /// </summary>
    /// <param name="masks">The masks.</param>
    /// <param name="logits">What <see cref="Logits"/> found for them.</param>
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

        using OcclusionRuns exactly = new(_model, _input, _baseline, _options with { Tolerance = 0 }, _cancellation);
        Tensor exact = Head.Softmax(exactly.Logits(sample, null)), near = Head.Softmax(found);
        double largest = 0;
        for (int i = 0; i < exact.Count; i++)
            largest = Math.Max(largest, Math.Abs((double)exact.AsSpan()[i] - near.AsSpan()[i]));
        return largest;
    }

    /// <summary>Frees the feature maps of the unchanged image.</summary>
    public void Dispose() => _session?.Dispose();

    private int BatchFor(Region[] regions)
    {
        if (_session is not null)
            return _session.BatchFor(regions, _options.MemoryBudget, _options.BatchSize);
        long fitting = _options.MemoryBudget / sizeof(float) / _model.PeakElements(_input.Shape);
        return _options.BatchSize ?? (int)Math.Clamp(fitting, 1, LargestWholeBatch);
    }

    private static Tensor IncrementalLogits(IncrementalSession session, ReadOnlySpan<Region> regions)
    {
        Tensor logits = AsMatrix(session.Run(regions));
        return logits.Shape[0] == regions.Length ? logits : throw new InvalidOperationException(
            $"The network makes {logits.Shape[0]} rows of logits of {regions.Length} images, so that images cannot be told apart. " +
            "BatchSize 1 may help.");
    }

    private Tensor WholeLogits(ReadOnlySpan<Region> regions)
    {
        Tensor images = Tensor.Uninitialized(_input.Shape.With(0, regions.Length));
        OccludedInputs.Paste(_input, _baseline, regions, images);
        return _model.Logits(images, cancellationToken: _cancellation);
    }

    private static Tensor AsMatrix(Tensor logits) => logits.Reshape(Head.AsMatrix(logits.Shape));
}
