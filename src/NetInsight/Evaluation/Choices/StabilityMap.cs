using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation.Choices;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The result of <see cref="Stability"/>: mean and spread of each pixel's attribution over the choices. Drawn as the mean, hatched where
/// its sign is not certain. Immutable.
/// </summary>
public sealed class StabilityMap : AttributionMap
{
    private readonly bool[] _isCertain;

    internal StabilityMap(
        AttributedInput input,
        ExplainedTarget target,
        ImmutableArray<string> choices,
        StabilitySums sums,
        StabilityOptions options,
        bool isNormalized)
        : this(input, target, choices, sums, options, isNormalized, sums.Means(), sums.Deviations())
    {
    }

    private StabilityMap(
        AttributedInput input,
        ExplainedTarget target,
        ImmutableArray<string> choices,
        StabilitySums sums,
        StabilityOptions options,
        bool isNormalized,
        float[] means,
        float[] spreads)
        : base(
            input,
            target,
            new Tensor(new Shape(1, 1, input.Height, input.Width), means),
            Draw(input, target, choices, sums, options, isNormalized, means, spreads),
            sums.Floor)
    {
        (Choices, Options) = (choices, options);
        Spread = new Tensor(Values.Shape, spreads);
        _isCertain = Certain(means, spreads, sums.Floor, options);
    }

    /// <summary>The choices over which the map was repeated, in words.</summary>
    public ImmutableArray<string> Choices { get; }

    /// <summary>The options.</summary>
    public StabilityOptions Options { get; }

    /// <summary>
    /// The standard deviation of each pixel between the choices (sample, divisor n - 1), 1 x 1 x height x width, in the unit of the values;
    /// NaN where fewer than two maps have a value.
    /// </summary>
    public Tensor Spread { get; }

    /// <summary>The share of the positions with a value whose sign is certain, from 0 to 1; 0 where there are none.</summary>
    public double CertainShare => ShareOf(_isCertain, Values.AsSpan());

    /// <summary>Whether the sign of a position's value is certain: the same for nearly all choices, and no rounding.</summary>
    /// <param name="row">The row of the network's input.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the map.</exception>
    public bool IsCertain(int row, int column)
    {
        _ = Heatmap[row, column];
        return _isCertain[row * Width + column];
    }

    private static bool[] Certain(float[] means, float[] spreads, double floor, StabilityOptions options) =>
        [.. means.Select((mean, i) => Math.Abs(mean) > floor && Math.Abs(mean) > options.Deviations * spreads[i])];

    private static double ShareOf(bool[] isCertain, ReadOnlySpan<float> means)
    {
        int known = 0;
        foreach (float mean in means)
            known += float.IsFinite(mean) ? 1 : 0;
        return known == 0 ? 0 : (double)isCertain.Count(value => value) / known;
    }

    private static Heatmap Draw(
        AttributedInput input,
        ExplainedTarget target,
        ImmutableArray<string> choices,
        StabilitySums sums,
        StabilityOptions options,
        bool isNormalized,
        float[] means,
        float[] spreads)
    {
        bool[] isCertain = Certain(means, spreads, sums.Floor, options);
        bool isSigned = means.Any(value => value < 0);
        string sign = isSigned ? "Positive (red): for the target; negative (blue): against it." : "Bright: large; dark: 0.";
        string unit = isNormalized ? "shares of each map's largest magnitude" : "that of the maps";
        string empty = sums.EmptyCount == 0 ? "" : $" {sums.EmptyCount} of the maps show no evidence of their own.";
        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Mean of {choices.Length} maps of {target}, one for each choice: {string.Join("; ", choices)}. {sign} Hatched: the sign is "
            + $"not certain, the mean being at most {options.Deviations:0.##} standard deviations between choices from 0, or rounding; "
            + $"certain at {ShareOf(isCertain, means):0.#%} of the positions. Unit: {unit}.{empty}");
        Heatmap map = isSigned
            ? AttributionDrawing.Signed(input.Height, input.Width, means, caption, AttributionDrawing.Share)
            : AttributionDrawing.Magnitudes(input.Height, input.Width, means, caption, AttributionDrawing.Share);
        return map.WithHatching([.. isCertain.Select((value, i) => !value && float.IsFinite(means[i]))]);
    }
}
