using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The result of <see cref="SynthesisBeside.Beside"/>. Immutable.</summary>
public sealed class SynthesisPatchReport
{
    private const int Gap = 2, Separation = 10;

    private readonly RgbImage[] _images;

    internal SynthesisPatchReport(RgbImage[] images, float[] activations, PatchTable patches, int channel)
    {
        (_images, Activations, Patches, Channel) = (images, [.. activations], patches, channel);
        NaturalActivations = [.. patches.Of(channel).GroupBy(patch => patch.ImageId).Select(image => image.Max(patch => patch.Score))];
        Percentiles = [.. activations.Select(PercentileOf)];
    }

    /// <summary>The table.</summary>
    public PatchTable Patches { get; }

    /// <summary>The channel, or the unit of a fully connected layer.</summary>
    public int Channel { get; }

    /// <summary>
    /// For each synthesised image the activation of the channel's strongest unit, in the layer's own units: the image rounded to pixels and
    /// shown to the network as any other, which resizes it where it has another size.
    /// </summary>
    public ImmutableArray<float> Activations { get; }

    /// <summary>The strongest activation of each natural image that the table has, largest first: not more than the table keeps.</summary>
    public ImmutableArray<float> NaturalActivations { get; }

    /// <summary>
    /// For each synthesised image the percentage of natural images whose strongest unit it exceeds, from 0 to 100; null where that is not
    /// known, because it lies below all that the table keeps. NaN activations exceed none.
    /// </summary>
    public ImmutableArray<double?> Percentiles { get; }

    /// <summary>What is shown, and what the synthesised images reach.</summary>
    public string Caption
    {
        get
        {
            int natural = Patches.ImageIds.Length;
            IEnumerable<string> reached = Activations.Zip(Percentiles, (activation, percentile) => percentile is { } share
                ? string.Create(CultureInfo.InvariantCulture, $"{activation:G4}, more than {share:0.#}%")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{activation:G4}, less than each of the {NaturalActivations.Length} that the table keeps"));
            return $"Left: synthesised for channel {Channel} of layer {Printable.Escape(Patches.Layer)}; its strongest activation is "
                + $"{string.Join("; ", reached)} of {natural} natural images. Right: their strongest patches, activations "
                + string.Join(", ", NaturalActivations.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))) + ".";
        }
    }

    /// <summary>The synthesised images, and right of them the patches, strongest first, in as many rows as there are images.</summary>
    /// <param name="tileSize">The longer side of an image or patch in pixels, from 8 to 1,024. Default 112.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public RgbImage ToImage(int tileSize = 112)
    {
        Check.Within(tileSize, 8, 1024, nameof(tileSize));
        RgbImage[] left = [.. _images.Select(image => image.ResizeLongSide(tileSize))];
        RgbImage[] right = [.. Patches.Of(Channel).Select(patch => patch.Image.ResizeLongSide(tileSize))];
        RgbImage synthesised = ImageGrid.Arrange(left, 1, Gap, RgbColor.White);
        if (right.Length == 0)
            return synthesised;
        int columns = (right.Length + left.Length - 1) / left.Length;
        return SideBySide(synthesised, ImageGrid.Arrange(right, columns, Gap, RgbColor.White));
    }

    /// <summary>Two images beside each other on white, aligned at their tops.</summary>
    private static RgbImage SideBySide(RgbImage left, RgbImage right)
    {
        int height = Math.Max(left.Height, right.Height), width = left.Width + Separation + right.Width;
        byte[] pixels = RgbImage.Solid(height, width, RgbColor.White).Pixels.ToArray();
        foreach ((RgbImage image, int start) in new[] { (left, 0), (right, left.Width + Separation) })
        {
            for (int row = 0; row < image.Height; row++)
                image.Pixels.Slice(3 * image.Width * row, 3 * image.Width).CopyTo(pixels.AsSpan(3 * (width * row + start)));
        }

        return new RgbImage(pixels, height, width);
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    /// <summary>Exact where the activation exceeds one that the table keeps, or the table keeps all images; else not known.</summary>
    private double? PercentileOf(float activation)
    {
        int images = Patches.ImageIds.Length, above = NaturalActivations.Count(natural => !(natural < activation));
        bool isKnown = above < NaturalActivations.Length || NaturalActivations.Length == images;
        return images > 0 && isKnown ? 100.0 * (images - above) / images : null;
    }
}
