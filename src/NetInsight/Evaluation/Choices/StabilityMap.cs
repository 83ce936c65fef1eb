using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation.Choices;

namespace NetInsight;

/// <summary>
/// The result of <see cref="Stability"/>: mean and spread of each pixel's attribution over the choices. Drawn as the mean, hatched where
/// its sign is not certain. Immutable.
/// </summary>
public sealed class StabilityMap : AttributionMap
{
    private StabilityMap(
        AttributedInput input, ExplainedTarget target, float[] means, float[] spreads, Heatmap drawn, double floor, double certainShare)
        : base(input, target, new Tensor(new Shape(1, 1, input.Height, input.Width), means), drawn, floor) =>
        (Spread, CertainShare) = (new Tensor(Values.Shape, spreads), certainShare);

    /// <summary>The choices over which the map was repeated, in words.</summary>
    public ImmutableArray<string> Choices { get; private init; } = [];

    /// <summary>The options.</summary>
    public StabilityOptions Options { get; private init; } = StabilityOptions.Default;

    /// <summary>
    /// The standard deviation of each pixel between the choices (sample, divisor n - 1), 1 x 1 x height x width, in the unit of the values;
    /// NaN where fewer than two maps have a value.
    /// </summary>
    public Tensor Spread { get; }

    /// <summary>The share of the positions with a value whose sign is certain, from 0 to 1; 0 where there are none.</summary>
    public double CertainShare { get; }

    /// <summary>Whether the sign of a position's value is certain: the same for nearly all choices, and no rounding.</summary>
    /// <param name="row">The row of the network's input.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the map.</exception>
    public bool IsCertain(int row, int column) => float.IsFinite(Heatmap[row, column]) && !Heatmap.IsHatched(row, column);

    /// <summary>The map of some choices.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="choices">The choices, in words.</param>
    /// <param name="sums">Mean and spread over their maps.</param>
    /// <param name="options">When a sign is certain.</param>
    /// <param name="isNormalized">Whether maps were divided by their largest magnitude.</param>
    internal static StabilityMap Of(
        AttributedInput input,
        ExplainedTarget target,
        ImmutableArray<string> choices,
        StabilitySums sums,
        StabilityOptions options,
        bool isNormalized)
    {
        float[] means = sums.Means(), spreads = sums.Deviations();
        bool[] isUncertain = [.. means.Select((mean, i) =>
            float.IsFinite(mean) && !(Math.Abs(mean) > sums.Floor && Math.Abs(mean) > options.Deviations * spreads[i]))];
        int known = means.Count(float.IsFinite);
        double share = known == 0 ? 0 : (double)(known - isUncertain.Count(value => value)) / known;
        bool isSigned = means.Any(value => value < 0);
        string sign = isSigned ? "Positive (red): for the target; negative (blue): against it." : "Bright: large; dark: 0.";
        string unit = isNormalized ? "shares of each map's largest magnitude" : "that of the maps";
        string empty = sums.EmptyCount == 0 ? "" : $" {sums.EmptyCount} of the maps show no evidence of their own.";
        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Mean of {choices.Length} maps of {target}, one for each choice: {string.Join("; ", choices)}. {sign} Hatched: the sign is "
            + $"not certain, the mean being at most {options.Deviations:0.##} standard deviations between choices from 0, or rounding; "
            + $"certain at {share:0.#%} of the positions. Unit: {unit}.{empty}");
        Heatmap map = isSigned
            ? AttributionDrawing.Signed(input.Height, input.Width, means, caption, AttributionDrawing.Share)
            : AttributionDrawing.Magnitudes(input.Height, input.Width, means, caption, AttributionDrawing.Share);
        return new StabilityMap(input, target, means, spreads, map.WithHatching(isUncertain), sums.Floor, share)
        {
            Choices = choices,
            Options = options,
        };
    }
}
