using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight.Attribution;

/// <summary>Sentences of captions that several techniques share.</summary>
internal static class AttributionTexts
{
    /// <summary>How well attributions add up to the change of the target.</summary>
    /// <param name="sum">The sum of the attributions.</param>
    /// <param name="difference">The target for the image less the target for the baseline.</param>
    public static string Completeness(double sum, double difference)
    {
        double gap = sum - difference;
        string share = difference == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $", {Math.Abs(gap / difference):0.##%} of the difference");
        return $"sum of attributions {Digits.Of(sum)}, difference of the target {Digits.Of(difference)}: completeness gap "
            + $"{Digits.Of(gap)}{share}";
    }

    /// <summary>The same as sentences of a caption, with what to do where the gap is large.</summary>
    /// <param name="sum">The sum of the attributions.</param>
    /// <param name="difference">The target for the image less the target for the baseline.</param>
    /// <param name="remedy">What makes the gap smaller.</param>
    /// <param name="error">What is known of the gap's error, as the end of a sentence; empty where nothing is.</param>
    public static string Remark(double sum, double difference, string remedy, string error = "")
    {
        string completeness = Completeness(sum, difference);
        string advice = Math.Abs(sum - difference) > LargeGap * Math.Abs(difference)
            ? $" The gap is large: {remedy} make it smaller."
            : "";
        return $" {char.ToUpperInvariant(completeness[0])}{completeness[1..]}{error}.{advice}";
    }

    /// <summary>The share of the difference from which on a gap is large.</summary>
    private const double LargeGap = 0.05;
}
