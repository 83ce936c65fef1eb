using System.Globalization;

namespace NetInsight;

public sealed partial class PatchTable
{
    private const int Gap = 2;

    /// <summary>What the picture shows.</summary>
    public string Caption
    {
        get
        {
            ActivatingPatch[] all = [.. _rows.SelectMany(row => row)];
            string range = all.Length == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $" Activations are {all.Min(patch => patch.Score):0.###} to {all.Max(patch => patch.Score):0.###}, in the layer's own numbers, without unit.");
            string each = Settings.PerPicture == 1 ? "at most one of each picture" : $"at most {Settings.PerPicture} of each picture";
            return $"Layer {Printable.Escape(Layer)}, {(Channels.Length == 1 ? "channel" : "one row for each of the channels")} {Listed(Channels)}: the {Settings.Count} strongest units over "
                + $"{ImageIds.Length} pictures, {each}, strongest first. {Seen()}{range}";
        }
    }

    /// <summary>Draws a row for each channel, its patches beside each other, strongest first, on white.</summary>
    /// <param name="tileSize">
    /// The longer side of a patch in the picture, in pixels, 8 to 1,024. Small patches are enlarged with their pixels visible.
    /// </param>
    /// <param name="channels">Which channels, in which order; null for all of the table.</param>
    /// <exception cref="ArgumentException">
    /// The size is out of range, a channel was not searched, or the picture would be too large.
    /// </exception>
    public RgbImage ToImage(int tileSize = 64, IReadOnlyList<int>? channels = null)
    {
        if (tileSize is < 8 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(tileSize), tileSize, $"A patch must be 8 to 1,024 pixels large, but is {tileSize}.");
        channels ??= Channels;
        if (channels.Count == 0)
            throw new ArgumentException("The list of channels is empty; null means all.", nameof(channels));
        int columns = Math.Max(1, channels.Max(channel => Of(channel).Length));
        RgbImage empty = RgbImage.Solid(tileSize, tileSize, RgbColor.White);
        List<RgbImage> tiles = new(columns * channels.Count);
        foreach (int channel in channels)
        {
            tiles.AddRange(Of(channel).Select(patch => patch.Image.ResizeLongSide(tileSize)));
            tiles.AddRange(Enumerable.Repeat(empty, columns - Of(channel).Length));
        }

        return ImageGrid.Arrange(tiles, columns, Gap, RgbColor.White);
    }

    private string Seen() => Settings.Field is not { } field
        ? $"Each is the whole of what the network sees of the picture ({Settings.InputHeight} x {Settings.InputWidth} pixels), cut out of the original."
        : $"Each patch is what the unit sees, {field.Height} x {field.Width} of {Settings.InputHeight} x {Settings.InputWidth} pixels of the input, cut out of the original picture"
            + (field.Height >= Settings.InputHeight && field.Width >= Settings.InputWidth ? "; what would lie outside the picture is left away." : "; checkered gray is padding outside the picture.");
}
