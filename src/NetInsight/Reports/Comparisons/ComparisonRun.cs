using System.Diagnostics;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Imaging;

namespace NetInsight.Reports.Comparisons;

/// <summary>One comparison: maps, curves, randomised weights, agreement, regions, one after the other.</summary>
internal sealed class ComparisonRun
{
    /// <summary>About how many forward runs the search of regions takes.</summary>
    private const double RegionRuns = 300;

    private const int ShownClasses = 3;

    private readonly AttributedInput _input;
    private readonly ExplainedTarget _target;
    private readonly ComparisonOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly StagedProgress _progress;
    private readonly Tensor _deleted, _inserted, _hidden;

    /// <summary>Prepares the runs: the target becomes that of the image, fills are checked.</summary>
    public ComparisonRun(
        AttributedInput input,
        Target? target,
        ComparisonOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        (_input, _options, _cancellation) = (input, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        _target = TargetScores.Resolve(input, target, cancellation);
        _deleted = input.Baseline(options.Deletion.Fill, nameof(options));
        _inserted = input.Baseline(options.Insertion.Fill, nameof(options));
        _hidden = input.Baseline(options.RegionFill, nameof(options));
        double maps = options.Methods.Sum(method => method.Runs) * (options.RandomizesWeights ? 2 : 1);
        double curves = (options.Methods.Length + ControlMaps.Count) * (options.Deletion.Steps + options.Insertion.Steps + 2.0);
        _progress = new StagedProgress(progress, maps + curves + (options.FindsRegions ? RegionRuns : 0));
    }

    /// <summary>Runs everything.</summary>
    public ComparisonReport Run()
    {
        ComparedMethod[] methods = [.. _options.Methods.Select(Mapped)];
        ComparedMethod[] controls =
        [
            .. ControlMaps.Of(_input.Height, _input.Width, _options.Seed).Select(control => Scored(
                new ComparedMethod(control.Name, control.Map.Caption)
                {
                    Heatmap = control.Map,
                    Scale = SharedScale.Of(control.Map),
                    Verdict = ComparisonVerdict.Unfaithful,
                })),
        ];
        methods = [.. methods.Select(Scored)];
        using RandomizedMaps? randomized = _options.RandomizesWeights
            ? new RandomizedMaps(_input, _target.Target, _options, _progress, _cancellation)
            : null;
        methods = [.. methods.Zip(_options.Methods, (compared, method) => Judged(compared, method, randomized, controls))];
        RegionFinder? regions = _options.FindsRegions
            ? _progress.Run(
                RegionRuns,
                progress => new RegionFinder(
                    _input, _hidden, _target, _options, ComparisonReport.BestOf(methods), progress, _cancellation))
            : null;
        ComparedMethod[] shown = [.. methods.Where(method => method.Verdict > ComparisonVerdict.Empty)];
        _progress.End();
        return new ComparisonReport(
            _input.Image(),
            _target,
            [.. methods],
            [.. controls],
            new RankAgreement(
                [.. shown.Select(method => method.Name)], [.. shown.Select(method => method.Heatmap!)], _options.AgreementCells))
        {
            Predictions = _input.Model.ClassCount is null ? [] : _input.Model.BestOfOne(_input.Tensor, ShownClasses, _cancellation),
            KeptRegion = regions?.Kept,
            FlippedRegion = regions?.Flipped,
            RegionRemarks = regions?.Remarks ?? "",
            Assumption = _input.Assumption.Trim(),
            Caption = CaptionOf(),
            Time = _progress.Elapsed,
        };
    }

    /// <summary>A method's map, or why it does not apply.</summary>
    private ComparedMethod Mapped(ComparisonMethod method)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            (Heatmap heatmap, AttributionMap? map) = _progress.Run(
                method.Runs, progress => method.Compute(_input.Model, _input.Tensor, _target.Target, progress, _cancellation));
            TimeSpan time = clock.Elapsed;
            _cancellation.ThrowIfCancellationRequested();
            SharedScale scale = SharedScale.Of(heatmap);
            return new ComparedMethod(method.Name, method.Reading)
            {
                Heatmap = heatmap.WithOrigin(_input.Origin),
                Map = map,
                Time = time,
                Scale = scale,
                Control = ControlMaps.RandomLike(heatmap),
                Sparseness = Sparseness.Compute(heatmap).Gini,
                Verdict = scale.IsEmpty ? ComparisonVerdict.Empty : ComparisonVerdict.Unfaithful,
            };
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return new ComparedMethod(method.Name, method.Reading) { Problem = Printable.Escape(e.Message), Time = clock.Elapsed };
        }
    }

    /// <summary>What a method throws where its rules do not apply, or where it is too large for the model's limits.</summary>
    internal static bool IsRefusal(Exception e) => e is not ObjectDisposedException
        && e is InvalidOperationException or ArgumentException or NotSupportedException or ResourceLimitException;

    /// <summary>A map with its curves, where there is one.</summary>
    private ComparedMethod Scored(ComparedMethod method)
    {
        EvaluatedMap? map = method.Verdict > ComparisonVerdict.Empty ? EvaluatedMap.Of(_input, method.Heatmap!) : null;
        return method with
        {
            Deletion = _progress.Run(_options.Deletion.Steps + 1, progress => map is null ? null : Deletion.Compute(
                map, _deleted, _options.Deletion.Fill.Description, _target.Target, _options.Deletion, progress, _cancellation)),
            Insertion = _progress.Run(_options.Insertion.Steps + 1, progress => map is null ? null : Insertion.Compute(
                map, _inserted, _options.Insertion.Fill.Description, _target.Target, _options.Insertion, progress, _cancellation)),
        };
    }

    /// <summary>A method with its verdict, its correlation with random weights and its sentences.</summary>
    private static ComparedMethod Judged(
        ComparedMethod compared, ComparisonMethod method, RandomizedMaps? randomized, ComparedMethod[] controls)
    {
        string? reason = null;
        double correlation = double.NaN;
        if (randomized is not null && compared.Problem is null)
            (correlation, reason) = randomized.CorrelationOf(method, compared);
        ComparedMethod random = controls.FirstOrDefault(control => control.Name == compared.Control) ?? controls[0], centre = controls[^1];
        bool isDeleted = compared.DeletionArea < Math.Min(random.DeletionArea, centre.DeletionArea);
        bool isInserted = compared.InsertionArea > Math.Max(random.InsertionArea, centre.InsertionArea);
        compared = compared with
        {
            RandomizedCorrelation = correlation,
            Verdict = compared.Verdict <= ComparisonVerdict.Empty ? compared.Verdict
                : isDeleted && isInserted ? ComparisonVerdict.Faithful
                : isDeleted || isInserted ? ComparisonVerdict.Mixed
                : ComparisonVerdict.Unfaithful,
        };
        return compared with { Sentences = ComparisonSentences.Of(compared, random, centre, reason) };
    }

    private string CaptionOf()
    {
        string random = _options.RandomizesWeights ? $" Random weights and control maps: seed {_options.Seed}." : "";
        return $"Comparison of {_options.Methods.Length} methods for {_target}. Deletion: {_options.Deletion.Steps} steps, pixels of "
            + $"{_options.Deletion.Fill.Description}. Insertion: {_options.Insertion.Steps} steps, on "
            + $"{_options.Insertion.Fill.Description}. Maps on one scale: a map's value less the one of no part, divided by where 99% "
            + $"of its pixels lie.{random}";
    }
}
