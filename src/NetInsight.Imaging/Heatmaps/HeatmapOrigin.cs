using System.Security.Cryptography;
using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>
/// Which rectangle of an original image a heat map covers, so that it is drawn over the pixels from which it was computed: a network sees
/// the image resized and cropped.
/// </summary>
public sealed record HeatmapOrigin
{
    /// <summary>An origin.</summary>
    /// <param name="imageHeight">Rows of the original image; positive.</param>
    /// <param name="imageWidth">Columns of the original image; positive.</param>
    /// <param name="covered">The rectangle that the map covers, in pixels of the original; it may extend beyond its edges.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public HeatmapOrigin(int imageHeight, int imageWidth, PixelRectangle covered)
        : this(imageHeight, imageWidth, MapArea.Of(covered))
    {
    }

    /// <summary>An origin whose edges may lie inside pixels.</summary>
    internal HeatmapOrigin(int imageHeight, int imageWidth, MapArea area)
    {
        ImageHeight = Check.Positive(imageHeight, nameof(imageHeight));
        ImageWidth = Check.Positive(imageWidth, nameof(imageWidth));
        if (!(area.Height > 0 && area.Width > 0))
            throw new ArgumentOutOfRangeException(nameof(area), "The covered rectangle must not be empty.");
        Area = area;
    }

    /// <summary>Rows of the original image.</summary>
    public int ImageHeight { get; }

    /// <summary>Columns of the original image.</summary>
    public int ImageWidth { get; }

    /// <summary>The smallest rectangle of whole pixels of the original that contains what the map covers.</summary>
    public PixelRectangle Covered => Area.Pixels();

    /// <summary>What the map covers, exactly.</summary>
    internal MapArea Area { get; }

    /// <summary>Rows and columns of the network's input, over which the map may also be drawn; null where there was none.</summary>
    internal (int Height, int Width)? Input { get; init; }

    /// <summary>What the map covers of the network's input.</summary>
    internal MapArea InputArea { get; init; }

    /// <summary>
    /// The hash of the input's pixels where input and original have one size, so that size does not tell which of them is given; else null.
    /// </summary>
    internal string? InputHash { get; init; }

    /// <summary>The hash of an image's pixels.</summary>
    internal static string HashOf(RgbImage image) => Convert.ToHexString(SHA256.HashData(image.Pixels));

    /// <summary>The same origin for a map that covers only a rectangle of the network's input.</summary>
    internal HeatmapOrigin Within(PixelRectangle rectangle)
    {
        if (Input is not var (height, width))
            return this;
        double down = Area.Height / height, right = Area.Width / width;
        MapArea area = new(
            Area.Top + rectangle.Top * down, Area.Left + rectangle.Left * right, rectangle.Height * down, rectangle.Width * right);
        return new HeatmapOrigin(ImageHeight, ImageWidth, area)
        {
            Input = Input,
            InputArea = MapArea.Of(rectangle),
            InputHash = InputHash,
        };
    }

    /// <summary>The area that a map covers of an image: the original, the network's input, or one of the map's own size.</summary>
    /// <exception cref="ArgumentException">The image has another size than all of these.</exception>
    internal MapArea AreaOf(RgbImage image, int mapHeight, int mapWidth)
    {
        (int Height, int Width) size = (image.Height, image.Width);
        bool isInput = size == Input;
        if (size == (ImageHeight, ImageWidth) && !(isInput && InputHash is not null && HashOf(image) == InputHash))
            return Area;
        if (isInput)
            return InputArea;
        if (size == (mapHeight, mapWidth))
            return MapArea.Whole(mapHeight, mapWidth);
        string input = Input is var (height, width) && (height, width) != (mapHeight, mapWidth)
            ? $", the network's input of {height} x {width}"
            : "";
        throw new ArgumentException(
            $"The map covers {CoveredText()} of an image of {ImageHeight} x {ImageWidth} pixels (height x width): it is drawn over that "
            + $"image{input} or an image of the map's own size, {mapHeight} x {mapWidth}; but the image given has "
            + $"{size.Height} x {size.Width}.",
            nameof(image));
    }

    /// <summary>The original's size and the covered rectangle.</summary>
    public override string ToString() => $"{CoveredText()} of {ImageHeight} x {ImageWidth} pixels (height x width)";

    private string CoveredText() =>
        $"rows {Covered.Top} to {Covered.Top + Covered.Height - 1}, columns {Covered.Left} to {Covered.Left + Covered.Width - 1}";
}
