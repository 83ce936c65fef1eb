using System.Collections.Immutable;
using NetInsight.Evaluation;

namespace NetInsight;

/// <summary>The result of <see cref="Road"/>: the target at each fraction of removed pixels. Immutable.</summary>
public sealed class RoadCurve : PerturbationCurve
{
    internal RoadCurve(ExplainedTarget target, RoadOptions options, ImmutableArray<double> fractions, ScoreSeries series, string definition)
        : base(target, fractions, series, definition) => Order = options.Order;

    /// <summary>
    /// Which pixels were removed first: with the most relevant first lower areas are more faithful, with the least relevant first higher
    /// ones.
    /// </summary>
    public RoadOrder Order { get; }
}
