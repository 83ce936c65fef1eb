using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class PatchTable
{
    private const int Gap = 2;

    /// <summary>
    /// What the figure shows: layer, channels, number of units and images, order, receptive field and range of activations.
    /// </summary>
    public string Caption
    {
        get
        {
            ActivatingPatch[] all = [.. _rows.SelectMany(row => row)];
            string range = all.Length == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $" Activations are {all.Min(unit => unit.Score):0.###} to {all.Max(unit => unit.Score):0.###}, in the layer's own units.");
            string each = Settings.PerImage == 1 ? "at most one of each image" : $"at most {Settings.PerImage} of each image";
            string channels = Channels.Length == 1 ? "channel" : "one row for each of the channels";
            return $"Layer {Printable.Escape(Layer)}, {channels} {Listed(Channels)}: the {Settings.Count} strongest units over "
                + $"{ImageIds.Length} images, {each}, strongest first. {FieldText()}{range}";
        }
    }

    /// <summary>Draws one row of patches for each channel, strongest first, on white.</summary>
    /// <param name="tileSize">
    /// The longer side of a patch in the figure, in pixels, from 8 to 1,024. Small patches are enlarged with their pixels visible.
    /// </param>
    /// <param name="channels">The channels in the order in which they are drawn; null for all of the table.</param>
    /// <exception cref="ArgumentException">
    /// The size is out of range, a channel was not searched, or the figure would be too large.
    /// </exception>
    public RgbImage ToImage(int tileSize = 64, IReadOnlyList<int>? channels = null)
    {
        Check.Within(tileSize, 8, 1024, nameof(tileSize));
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

    private string FieldText()
    {
        string input = $"{Settings.InputHeight} x {Settings.InputWidth} pixels";
        if (Settings.Field is not { } field)
            return $"Each is the whole input ({input}), cut out of the original image.";
        bool coversInput = field.Height >= Settings.InputHeight && field.Width >= Settings.InputWidth;
        string padding = coversInput ? "padding outside the image is omitted" : "checkered gray is padding outside the image";
        return $"Each patch is the unit's receptive field, {field.Height} x {field.Width} of {input} of the input, cut out of the original "
            + $"image; {padding}.";
    }
}
