using NetInsight.Attribution;
using NetInsight.Graphs;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class OcclusionMap
{
    /// <summary>
    /// The magnitude up to which a drop is a rounding error of the network, in the unit of the target. With d = 1e-5 times the
    /// largest magnitude of a logit: d for logits; for probabilities its effect of first order, 2 d p (1 - p) at the p for which that is
    /// largest, and the softmax's own 1e-6; for logarithms 2 d (1 - p) and 1e-6; for a difference of classes the sum of both. For a part of
    /// a layer 1e-5 times the layer's largest magnitude, times the sum of the magnitudes of the target's weights.
    /// </summary>
    /// <param name="target">A class; null for the explained target.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">A class is given, but the target is a part of a layer.</exception>
    public double RoundingFloor(int? target = null) => FloorOf(target is null ? Target.ClassIndex : Checked(target.Value));

    private double FloorOf(int? target)
    {
        if (_score is null)
            return RoundingNoise.OfLayer * _largestElement * _gain;
        double logit = RoundingNoise.OfLayer * Grids.Aggregate(ColorScale.Symmetric(_logits.AsSpan()).Maximum, (most, grid) =>
            Math.Max(most, ColorScale.Symmetric(grid.Logits).Maximum));
        if (_score == ClassScore.Logit)
            return target is null ? _gain * logit : logit;
        if (target is not { } k)
            return _gain * (2 * logit * (_score == ClassScore.Probability ? 0.25 : 1) + Head.ProbabilityRounding);
        double slope = 0;
        foreach (double p in Probabilities(k))
            slope = Math.Max(slope, _score == ClassScore.Probability ? p * (1 - p) : 1 - p);
        return 2 * logit * slope + Head.ProbabilityRounding;
    }

    private IEnumerable<double> Probabilities(int target)
    {
        yield return BaseProbability(target);
        foreach (OcclusionGrid grid in Grids)
        {
            for (int i = 0; i < grid.Rows * grid.Columns; i++)
                yield return grid.Probability(i / grid.Columns, i % grid.Columns, target);
        }
    }

    /// <summary>The largest drop, and whether it is more than rounding, as the end of a caption.</summary>
    private static string RangeText(double largest, double floor) => largest <= floor
        ? $" Drawn empty: the largest change, {Digits.Of(largest)}, is within the network's rounding errors of up to {Digits.Of(floor)}, "
            + "and no evidence."
        : $" Largest change: {Digits.Of(largest)}; up to {Digits.Of(floor)} is rounding.";
}
