using NetInsight.Attribution;

namespace NetInsight.Evaluation;

/// <summary>Writes a perturbed input, element by element: channels x height x width.</summary>
/// <param name="index">Its index.</param>
/// <param name="input">Where it is written.</param>
internal delegate void InputWriter(int index, Span<float> input);

/// <summary>Runs perturbed copies of one input in batches, as far as the target needs.</summary>
internal sealed class PerturbedRuns
{
    private readonly AttributedInput _input;
    private readonly TargetScores _scores;
    private readonly TargetScores? _logits, _probabilities;
    private readonly int _batchSize;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares the runs.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">The target: no top class, so that it is the same for all copies.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="batchSize">Copies of a batch; null for as many as the budget allows.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public PerturbedRuns(
        AttributedInput input, ExplainedTarget target, long memoryBudget, int? batchSize, CancellationToken cancellation)
    {
        Model model = input.Model;
        (_input, _cancellation) = (input, cancellation);
        _scores = new TargetScores(model, target.Target);
        if (target.ClassIndex is { } index)
        {
            _logits = new TargetScores(model, Target.Class(index));
            _probabilities = new TargetScores(model, Target.Class(index, ClassScore.Probability));
        }

        _batchSize = model.BatchSizeFor(input.Tensor.Shape, memoryBudget, batchSize, cancellation);
    }

    /// <summary>The scores of all copies; they are written in order, one after the other.</summary>
    /// <param name="count">The number of copies.</param>
    /// <param name="write">Writes a copy.</param>
    /// <param name="report">Counts the copies that are done.</param>
    public ScoreSeries Run(int count, InputWriter write, ProgressReport report)
    {
        int size = _input.Tensor.Count;
        ScoreSeries.Builder series = new(count, isClass: _logits is not null);
        for (int start = 0; start < count; start += _batchSize)
        {
            int images = Math.Min(_batchSize, count - start);
            Tensor batch = Tensor.Uninitialized(_input.Tensor.Shape.With(0, images));
            for (int n = 0; n < images; n++)
            {
                _cancellation.ThrowIfCancellationRequested();
                write(start + n, batch.AsSpan().Slice(n * size, size));
            }

            Tensor values = _input.Model.RunValue(batch, _scores.Value, _cancellation, batchInvariant: true);
            series.Add(_scores.Of(values), _logits?.Of(values), _probabilities?.Of(values));
            report.Add(images);
        }

        return series.ToSeries();
    }
}
