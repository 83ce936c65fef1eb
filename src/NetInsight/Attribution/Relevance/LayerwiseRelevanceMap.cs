using NetInsight.Attribution;

namespace NetInsight;

/// <summary>Relevance of each pixel: the result of <see cref="LayerwiseRelevance"/>. Immutable.</summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> are shares of the target's value, in its unit, 1 x channels x height x width: positive ones speak
/// for it, negative ones against it.
/// </remarks>
public sealed class LayerwiseRelevanceMap : AttributionMap
{
    internal LayerwiseRelevanceMap(
        AttributedInput input,
        ExplainedTarget target,
        Tensor values,
        Tensor disturbed,
        LayerwiseRelevanceOptions options,
        AttributionText text)
        : base(input, target, values, disturbed, options.Reduction, text) =>
        (Options, Sum) = (options, SumOf(values));

    /// <summary>The rules that were used.</summary>
    public LayerwiseRelevanceOptions Options { get; }

    /// <summary>The relevance of all elements together.</summary>
    public double Sum { get; }

    /// <summary>
    /// What of the target's value is missing in the map: the share of biases and stabilisers, and of outputs to which no input contributed.
    /// </summary>
    public double Absorbed => Target.Score - Sum;

    /// <summary>The share of the target's value that is in the map, 1 where nothing is missing; not finite where that value is 0.</summary>
    public double ConservedShare => Sum / Target.Score;

    /// <summary>The sum of a tensor, in double.</summary>
    internal static double SumOf(Tensor values)
    {
        double sum = 0;
        foreach (float value in values.AsSpan())
            sum += value;
        return sum;
    }
}
