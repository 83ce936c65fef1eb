using NetInsight.Execution.Incremental;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Runs a network on one picture with many masks, in batches: what each mask changes, or each masked picture whole.</summary>
internal sealed class OcclusionRuns : IDisposable
{
    private const int LargestPlainBatch = 32;

    private const int Sampled = 8;

    private readonly Model _model;
    private readonly Tensor _input, _hidden;
    private readonly OcclusionOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly MaskedRun? _run;

    /// <summary>Runs the picture with nothing hidden.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The picture, 1 x channels x height x width.</param>
    /// <param name="hidden">What stands in masks, of the same shape.</param>
    /// <param name="options">Batch size, memory and tolerance.</param>
    /// <param name="cancellation">Stops this run and all that follow between pieces of work.</param>
    public OcclusionRuns(Model model, Tensor input, Tensor hidden, OcclusionOptions options, CancellationToken cancellation)
    {
        (_model, _input, _hidden, _options, _cancellation) = (model, input, hidden, options, cancellation);
        _run = options.IsPlain ? null : model.BeginMasked(input, hidden, cancellation, (float)options.Tolerance);
        try
        {
            Clean = _run?.Clean ?? model.Logits(input, cancellationToken: cancellation);
        }
        catch
        {
            _run?.Dispose();
            throw;
        }
    }

    /// <summary>The logits with nothing hidden, 1 x classes.</summary>
    public Tensor Clean { get; }

    /// <summary>The logits for every mask, masks x classes.</summary>
    /// <param name="masks">The parts of the picture that are hidden, one for each run.</param>
    /// <param name="progress">Is told the masks done.</param>
    public Tensor Logits(ReadOnlySpan<PixelRectangle> masks, IProgress<Progress>? progress)
    {
        int classes = Clean.Shape[1];
        Tensor logits = Tensor.Uninitialized(new Shape(masks.Length, classes));
        ProgressReport report = new(progress, masks.Length);
        Region[] areas = new Region[masks.Length];
        for (int n = 0; n < areas.Length; n++)
            areas[n] = new Region(masks[n].Top, masks[n].Left, masks[n].Height, masks[n].Width);
        int size = _run?.BatchFor(areas, _options.MemoryBudget, _options.BatchSize)
            ?? _options.BatchSize ?? (int)Math.Clamp(_options.MemoryBudget / sizeof(float) / _model.PeakElements(_input.Shape), 1, LargestPlainBatch);
        for (int start = 0; start < areas.Length; start += size)
        {
            ReadOnlySpan<Region> batch = areas.AsSpan(start, Math.Min(size, areas.Length - start));
            Tensor result = _run?.Logits(batch) ?? Plain(batch);
            result.AsSpan().CopyTo(logits.AsSpan()[(start * classes)..]);
            report.Add(batch.Length);
        }

        return logits;
    }

    /// <summary>The largest difference of a probability from the exact one, over all classes and up to eight of the masks, spread evenly; 0 for exact runs.</summary>
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

        using OcclusionRuns exactly = new(_model, _input, _hidden, _options with { Tolerance = 0 }, _cancellation);
        Tensor exact = Head.Softmax(exactly.Logits(sample, null)), near = Head.Softmax(found);
        double largest = 0;
        for (int i = 0; i < exact.Count; i++)
            largest = Math.Max(largest, Math.Abs((double)exact.AsSpan()[i] - near.AsSpan()[i]));
        return largest;
    }

    /// <summary>Lets go of the maps of the picture with nothing hidden.</summary>
    public void Dispose() => _run?.Dispose();

    private Tensor Plain(ReadOnlySpan<Region> masks)
    {
        Tensor pictures = Tensor.Uninitialized(_input.Shape.With(0, masks.Length));
        OccludedInputs.Paste(_input, _hidden, masks, pictures);
        return _model.Logits(pictures, cancellationToken: _cancellation);
    }
}
