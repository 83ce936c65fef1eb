using System.Collections.Immutable;
using NetInsight.Evaluation;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// How a target changes while more and more of an image's pixels are replaced, in the order of an attribution. The curve is kept; its area
/// is the score. Immutable.
/// </summary>
public abstract class PerturbationCurve
{
    /// <summary>A curve.</summary>
    /// <param name="target">What is measured.</param>
    /// <param name="fractions">The fractions of pixels.</param>
    /// <param name="series">The scores at these.</param>
    /// <param name="definition">What was done, as sentences; areas are added.</param>
    private protected PerturbationCurve(
        ExplainedTarget target, ImmutableArray<double> fractions, ScoreSeries series, string definition)
    {
        (Target, Fractions) = (target, fractions);
        (Scores, Logits, Probabilities) = (series.Scores, series.Logits, series.Probabilities);
        Area = AreaOf(Scores);
        LogitArea = Logits.IsEmpty ? null : AreaOf(Logits);
        ProbabilityArea = Probabilities.IsEmpty ? null : AreaOf(Probabilities);
        string areas = Probabilities.IsEmpty
            ? $"{Text(Area, Scores)}, in {target.Unit}"
            : $"probability {Text(ProbabilityArea!.Value, Probabilities)}, logit {Text(LogitArea!.Value, Logits)}";
        Caption = $"{definition} Area under the curve: {areas}.";
    }

    /// <summary>What is measured, with its value for the image.</summary>
    public ExplainedTarget Target { get; }

    /// <summary>
    /// The fractions of pixels, from the first to the last step, increasing; counts of whole pixels divided by the number of pixels.
    /// </summary>
    public ImmutableArray<double> Fractions { get; }

    /// <summary>The target's value at each of <see cref="Fractions"/>, in the target's unit (<see cref="ExplainedTarget.Unit"/>).</summary>
    public ImmutableArray<double> Scores { get; }

    /// <summary>The logit of the class that is the target at each fraction; empty where the target is no single class.</summary>
    public ImmutableArray<double> Logits { get; }

    /// <summary>Its probability at each fraction, 0 to 1; empty where the target is no single class.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>
    /// The mean of <see cref="Scores"/> over the fractions: the area by trapezoids, divided by the extent of the fractions. In the target's
    /// unit. Of a single fraction its value.
    /// </summary>
    public double Area { get; }

    /// <summary>The mean of <see cref="Logits"/>; null where there are none.</summary>
    public double? LogitArea { get; }

    /// <summary>The mean of <see cref="Probabilities"/>, 0 to 1; null where there are none. The score that papers report.</summary>
    public double? ProbabilityArea { get; }

    /// <summary>What was done: target, order, what replaces pixels, steps, areas, and how to read them.</summary>
    public string Caption { get; }

    /// <summary>
    /// The curve as a chart without text: fractions from left to right; from bottom to top the probability from 0 to 1, or, where the
    /// target is no single class, the target from its smallest to its largest value. Lines mark the quarters.
    /// </summary>
    /// <param name="height">Rows; default 200.</param>
    /// <param name="width">Columns; default 300.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public RgbImage ToImage(int height = 200, int width = 300)
    {
        Check.Positive(height, nameof(height));
        Check.Positive(width, nameof(width));
        return Probabilities.IsEmpty
            ? CurveDrawing.Draw(Fractions, Scores, ColorScale.Of([.. Scores.Select(score => (float)score)]), height, width)
            : CurveDrawing.Draw(Fractions, Probabilities, new ColorScale(0, 1), height, width);
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    private double AreaOf(ImmutableArray<double> values)
    {
        if (values.Length == 1)
            return values[0];
        double area = 0;
        for (int i = 1; i < values.Length; i++)
            area += (Fractions[i] - Fractions[i - 1]) * (values[i] + values[i - 1]) / 2;
        return area / (Fractions[^1] - Fractions[0]);
    }

    private static string Text(double area, ImmutableArray<double> values) =>
        $"{Digits.Of(area)} (from {Digits.Of(values[0])} to {Digits.Of(values[^1])})";
}
