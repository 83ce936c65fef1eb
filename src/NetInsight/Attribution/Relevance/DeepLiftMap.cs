using NetInsight.Attribution;

namespace NetInsight;

/// <summary>Contribution of each pixel to the difference from a baseline: the result of <see cref="DeepLift"/>. Immutable.</summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> are contributions in the target's unit, 1 x channels x height x width: positive ones raise the
/// target against the baseline.
/// </remarks>
public sealed class DeepLiftMap : AttributionMap
{
    internal DeepLiftMap(
        AttributedInput input,
        ExplainedTarget target,
        double baselineScore,
        Tensor values,
        Tensor disturbed,
        DeepLiftOptions options,
        AttributionText text)
        : base(input, target, values, disturbed, options.Reduction, text) =>
        (Options, BaselineScore, Sum) = (options, baselineScore, LayerwiseRelevanceMap.SumOf(values));

    /// <summary>The options that were used.</summary>
    public DeepLiftOptions Options { get; }

    /// <summary>The target's value on the baseline.</summary>
    public double BaselineScore { get; }

    /// <summary>The contributions of all elements together.</summary>
    public double Sum { get; }

    /// <summary>
    /// <see cref="Sum"/> less the difference of the target's values: 0 but for roundings (Shrikumar et al. 2017, summation to delta).
    /// </summary>
    public double CompletenessGap => Sum - (Target.Score - BaselineScore);
}
