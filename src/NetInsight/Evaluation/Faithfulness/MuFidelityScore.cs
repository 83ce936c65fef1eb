using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Evaluation;

namespace NetInsight;

/// <summary>The result of <see cref="MuFidelity"/>: for each subset what the map says and what the network does. Immutable.</summary>
public sealed class MuFidelityScore
{
    internal MuFidelityScore(ExplainedTarget target, ImmutableArray<double> sums, ImmutableArray<double> drops, string definition)
    {
        (Target, AttributionSums, Drops) = (target, sums, drops);
        Value = Correlation.Pearson(sums, drops);
        RankCorrelation = Correlation.Spearman(sums, drops);
        string none = double.IsNaN(Value) ? " One of the two is the same for all subsets: there is no correlation." : "";
        Caption = definition + string.Create(
            CultureInfo.InvariantCulture,
            $" Correlation of the attribution of a subset with the fall of the target: {Value:0.000} (Pearson), {RankCorrelation:0.000} "
            + $"(ranks). 1 is best, 0 is chance.{none}");
    }

    /// <summary>What is measured, with its value for the image.</summary>
    public ExplainedTarget Target { get; }

    /// <summary>
    /// Pearson's correlation of <see cref="AttributionSums"/> and <see cref="Drops"/>, -1 to 1; NaN where one is constant.
    /// </summary>
    public double Value { get; }

    /// <summary>Spearman's rank correlation of the two, -1 to 1, as Xplique reports; NaN where one is constant.</summary>
    public double RankCorrelation { get; }

    /// <summary>For each subset the sum of the map over its pixels, about the map's neutral value.</summary>
    public ImmutableArray<double> AttributionSums { get; }

    /// <summary>For each subset by how much the target falls when its pixels are replaced, in the target's unit.</summary>
    public ImmutableArray<double> Drops { get; }

    /// <summary>What was done, and the correlations.</summary>
    public string Caption { get; }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
