using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Images that were found from the features of one image, layer by layer.</summary>
public sealed class FeatureInversionReport
{
    internal FeatureInversionReport(RgbImage original, ImmutableArray<LayerInversion> inversions) =>
        (Original, Inversions) = (original, inversions);

    /// <summary>The image at the size at which the network saw it.</summary>
    public RgbImage Original { get; }

    /// <summary>One for each layer that was asked for, in that order; of a cancelled call those that were begun.</summary>
    public IReadOnlyList<LayerInversion> Inversions { get; }

    /// <summary>Whether the computation was cancelled: then the last image is as it was then, and later layers are missing.</summary>
    public bool IsCancelled { get; internal init; }

    /// <summary>What the figure shows, from left to right, with each image's distance; and how it was computed.</summary>
    public string Caption
    {
        get
        {
            string layers = string.Join("; ", Inversions.Select(inversion => inversion.Distance is { } distance
                ? string.Create(CultureInfo.InvariantCulture, $"{inversion.Layer} (distance {distance:G3})")
                : $"{inversion.Layer} (cancelled)"));
            string recipe = Inversions.Count > 0 ? $" {Inversions[0].Images.Caption}" : "";
            return $"The image, then what was found from its features alone in {layers}. Distances are squared and relative to the "
                + $"features' own squares: 1 is as far as features of zeros.{recipe}";
        }
    }

    /// <summary>The original and all images that were found, row by row.</summary>
    /// <param name="columns">Images in a row; positive. Default 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of columns is not positive.</exception>
    public RgbImage ToImage(int columns = 4) => ImageGrid.Arrange(
        [Original, .. Inversions.Select(inversion => inversion.Images.ToImage())], Check.Positive(columns, nameof(columns)), gap: 4);
}
