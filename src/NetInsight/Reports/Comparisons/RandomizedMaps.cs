using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Robustness;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Reports.Comparisons;

/// <summary>
/// Maps of the network with random weights in all layers, compared with those of the network itself. One changed network serves all
/// methods; <see cref="WeightRandomization"/> has the whole cascade.
/// </summary>
internal sealed class RandomizedMaps : IDisposable
{
    private readonly AttributedInput _input;
    private readonly Target _target;
    private readonly StagedProgress _progress;
    private readonly CancellationToken _cancellation;
    private readonly Model? _changed;

    /// <summary>Makes the changed network.</summary>
    public RandomizedMaps(
        AttributedInput input, Target target, ComparisonOptions options, StagedProgress progress, CancellationToken cancellation)
    {
        (_input, _target, _progress, _cancellation) = (input, target, progress, cancellation);
        WeightRandomizationOptions one = new() { Stages = 1, Seed = options.Seed };
        int value = target.SpecOf(input.Model).Value;
        IReadOnlyList<WeightStage> stages = RandomWeights.Stages(
            input.Model.Graph, value, one, new CpuDevice(input.Model.Parallelism, cancellation: cancellation));
        _changed = stages is [var stage] ? input.Model.WithGraph(RandomWeights.Replaced(input.Model.Graph, stage.Weights)) : null;
    }

    /// <summary>
    /// Spearman's rank correlation of the magnitudes of both maps about their neutral values; NaN with the reason where there is none.
    /// </summary>
    public (double Correlation, string Reason) CorrelationOf(ComparisonMethod method, ComparedMethod original)
    {
        if (_changed is null)
            return (double.NaN, "not computed, the network has no weights.");
        if (original.Scale.IsEmpty)
            return (double.NaN, "not computed, the map is empty.");
        try
        {
            (Heatmap heatmap, _) = _progress.Run(
                method.Runs, progress => method.Compute(_changed, _input.Tensor, _target, progress, _cancellation));
            _cancellation.ThrowIfCancellationRequested();
            if (heatmap.IsWithinRounding)
                return (double.NaN, "not defined, the map of the network with random weights is within errors of rounding or sampling.");
            double correlation = Correlation.Spearman(Correlation.Magnitudes(original.Heatmap!), Correlation.Magnitudes(heatmap));
            return (correlation, "not defined, the map of the network with random weights has the same value everywhere.");
        }
        catch (Exception e) when (ComparisonRun.IsRefusal(e))
        {
            return (double.NaN, $"the method does not apply to the network with random weights: {Imaging.Printable.Escape(e.Message)}");
        }
    }

    /// <summary>Frees the changed network.</summary>
    public void Dispose() => _changed?.Dispose();
}
