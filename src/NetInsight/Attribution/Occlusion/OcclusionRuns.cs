namespace NetInsight.Attribution.Occlusion;

/// <summary>What one input under many masks makes of the network's output, in batches that fit the memory budget.</summary>
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
    private readonly TargetScores _scores;

    /// <summary>Runs the unchanged input as far as the target needs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="occluded">The input and its baseline.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="options">Batch size, memory and tolerance.</param>
    /// <param name="isIncremental">Whether only what a mask changes is computed; else each occluded input runs whole.</param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    /// <exception cref="ArgumentException">The target's layer, class or index does not exist.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, but the target is a class.</exception>
    public OcclusionRuns(
        Model model, OccludedInput occluded, Target target, OcclusionOptions options, bool isIncremental, CancellationToken cancellation)
    {
        (_model, _occluded, _options, _isIncremental, _cancellation) = (model, occluded, options, isIncremental, cancellation);
        TargetScores asked = new(model, target);
        _run = OccludedRun.Open(model, occluded, asked.Value, isIncremental, (float)options.Tolerance, cancellation);
        try
        {
            Explained = asked.Resolve(_run.Original);
            _scores = new TargetScores(model, Explained.Target);
            Original = ScoresOf(_run.Original);
            LargestError = _scores.Gain(_run.Original);
        }
        catch
        {
            _run.Dispose();          // the network is no classifier, or the target does not fit
            throw;
        }
    }

    /// <summary>The target as it is for this input; a top class is that of the unchanged input.</summary>
    public ExplainedTarget Explained { get; }

    /// <summary>What of classes the target is; null for parts of layers.</summary>
    public ClassScore? Score => _scores.Score;

    /// <summary>What the unchanged input makes.</summary>
    public OcclusionScores Original { get; }

    /// <summary>The largest magnitude of the explained layer's elements for the unchanged input.</summary>
    public double LargestElement => ColorScale.Symmetric(_run.Original.AsSpan()).Maximum;

    /// <summary>The largest error of the target for each unit of error of an element.</summary>
    public double LargestError { get; }

    /// <summary>What the input makes under every mask.</summary>
    /// <param name="masks">The rectangles, one for each occluded input.</param>
    /// <param name="progress">Receives the number of masks done.</param>
    public OcclusionScores Of(ReadOnlySpan<PixelRectangle> masks, IProgress<Progress>? progress)
    {
        int classes = Original.Logits.Shape[1];
        OcclusionScores result = new(Tensor.Uninitialized(new Shape(masks.Length, classes)), new double[masks.Length]);
        ProgressReport report = new(progress, masks.Length);
        int size = _run.BatchSizeFor(masks, _options.MemoryBudget, _options.BatchSize);
        for (int start = 0; start < masks.Length; start += size)
        {
            ReadOnlySpan<PixelRectangle> batch = masks.Slice(start, Math.Min(size, masks.Length - start));
            OcclusionScores scores = ScoresOf(_run.Values(batch, _options.MemoryBudget));
            scores.Logits.AsSpan().CopyTo(result.Logits.AsSpan()[(start * classes)..]);
            scores.Targets.CopyTo(result.Targets, start);
            report.Add(batch.Length);
        }

        return result;
    }

    /// <summary>
    /// The largest difference of a probability from the exact one, over all classes and up to eight of the masks, spread evenly; of the
    /// target, where it is no class; 0 for exact runs.
    /// </summary>
    /// <param name="masks">The masks.</param>
    /// <param name="scores">The result of <see cref="Of"/> for them.</param>
    public double ErrorOf(ReadOnlySpan<PixelRectangle> masks, OcclusionScores scores)
    {
        if (_options.Tolerance == 0)
            return 0;
        int count = Math.Min(Sampled, masks.Length), classes = scores.Logits.Shape[1];
        PixelRectangle[] sample = new PixelRectangle[count];
        OcclusionScores near = new(Tensor.Uninitialized(new Shape(count, classes)), new double[count]);
        for (int index = 0; index < count; index++)
        {
            int mask = (int)((index + 0.5) * masks.Length / count);
            sample[index] = masks[mask];
            near.Targets[index] = scores.Targets[mask];
            scores.Logits.AsSpan().Slice(mask * classes, classes).CopyTo(near.Logits.AsSpan()[(index * classes)..]);
        }

        OcclusionOptions options = _options with { Tolerance = 0 };
        using OcclusionRuns exactly = new(_model, _occluded, Explained.Target, options, _isIncremental, _cancellation);
        OcclusionScores exact = exactly.Of(sample, null);
        return Score is null
            ? exact.Targets.Zip(near.Targets, (a, b) => Math.Abs(a - b)).Max()
            : Distance(exact.Probabilities(_model.ClassifierHead), near.Probabilities(_model.ClassifierHead));
    }

    private OcclusionScores ScoresOf(Tensor values)
    {
        double[] targets = _scores.Of(values);
        return new OcclusionScores(
            Score is null ? new Tensor(new Shape(targets.Length, 0)) : _model.ClassifierHead.ScoresOf(values), targets);
    }

    private static double Distance(Tensor a, Tensor b)
    {
        double largest = 0;
        for (int i = 0; i < a.Count; i++)
            largest = Math.Max(largest, Math.Abs((double)a.AsSpan()[i] - b.AsSpan()[i]));
        return largest;
    }

    /// <summary>Releases the feature maps of the unchanged input.</summary>
    public void Dispose() => _run.Dispose();
}
