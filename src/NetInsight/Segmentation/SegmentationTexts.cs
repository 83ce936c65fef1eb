using System.Globalization;
using NetInsight.Segmentation.Cutting;

namespace NetInsight.Segmentation;

/// <summary>What a mask says of itself.</summary>
internal static class SegmentationTexts
{
    /// <summary>How it was found.</summary>
    public static string Caption(
        SaliencySegmentationMask mask, RgbImage small, SaliencyEvidence evidence, SaliencySegmentationOptions options, string map)
    {
        int foreground = evidence.Seeds.Count(seed => seed == PixelSeed.Foreground);
        int background = evidence.Seeds.Count(seed => seed == PixelSeed.Background);
        List<string> sentences =
        [
            Say($"Object of {mask.Share:P1} of the image's pixels, by GrabCut from {foreground} examples of the object"),
            Say($" (evidence of at least {evidence.Foreground:G4}) and {background} of what is around it (at most "),
            Say($"{evidence.Background:G4}): quantiles {options.ForegroundQuantile:G3} and {options.BackgroundQuantile:G3}, up to "),
            Say($"{options.Components} Gaussians of colours each, boundary {options.BoundaryCost:G3}, {mask.Energies.Length} cuts"),
            mask.IsConverged ? "" : " (labels still changed in the last one)",
            options.KeepsSeeds ? ", examples keep their labels." : ", examples may change their labels.",
            options.LargestPartOnly ? " The largest connected part." : " All connected parts.",
            small.Height == mask.Height && small.Width == mask.Width ? ""
                : Say($" Labels were found at {small.Height} x {small.Width} pixels (height x width) and enlarged."),
            evidence.Uncovered == 0 ? ""
                : Say($" {evidence.Uncovered} pixels that the map does not cover were labelled by colours and edges alone."),
            mask.Box is null ? " No pixel is nearer to the object's colours than to the others: the map says nothing by which to cut." : "",
            map.Length == 0 ? "" : $" The map: {map}",
        ];
        return string.Concat(sentences);

        static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
