using NetInsight.Attribution;

namespace NetInsight;

/// <summary>One path of <see cref="IntegratedGradients"/>: its baseline, and how well its values add up. Immutable.</summary>
public sealed class PathBaseline
{
    internal PathBaseline(Fill fill, double score, double difference, double sum) =>
        (Fill, Score, Difference, Sum) = (fill, score, difference, sum);

    /// <summary>The baseline.</summary>
    public Fill Fill { get; }

    /// <summary>The target's value at the baseline.</summary>
    public double Score { get; }

    /// <summary>The target's value for the image less that at the baseline: what the attributions explain.</summary>
    public double Difference { get; }

    /// <summary>The sum of the path's attributions; with infinitely many steps equal to <see cref="Difference"/>.</summary>
    public double Sum { get; }

    /// <summary><see cref="Sum"/> less <see cref="Difference"/>.</summary>
    public double CompletenessGap => Sum - Difference;

    /// <summary>The fill, and how well the values add up.</summary>
    public override string ToString() => $"{Fill.Description}: {AttributionTexts.Completeness(Sum, Difference)}";
}
