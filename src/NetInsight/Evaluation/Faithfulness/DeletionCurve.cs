using System.Collections.Immutable;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;

namespace NetInsight;

/// <summary>The result of <see cref="Deletion"/>: the target after each step. Lower areas are more faithful. Immutable.</summary>
public sealed class DeletionCurve : PerturbationCurve
{
    internal DeletionCurve(ExplainedTarget target, PixelSteps steps, ScoreSeries series, string definition)
        : base(target, steps.Fractions, series, definition) => Counts = steps.Counts;

    /// <summary>How many pixels are replaced at each point of the curve: 0, step, 2 step, ..., all.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <summary>
    /// The area as a share of the target's change: (<see cref="PerturbationCurve.Area"/> - S(baseline)) / (S(image) - S(baseline)), about 0
    /// to 1 whatever the target's unit, so that images can be averaged. NaN where the image's value is not above the baseline's.
    /// </summary>
    public double RelativeArea
    {
        get
        {
            double image = Scores[0], baseline = Scores[^1];
            return image > baseline ? (Area - baseline) / (image - baseline) : double.NaN;
        }
    }
}
