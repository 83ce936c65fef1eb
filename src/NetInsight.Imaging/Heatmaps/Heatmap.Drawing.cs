using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads of ToImage differ in their required parameters.")]
public sealed partial class Heatmap
{
    /// <summary>The map drawn with every value as a square of one colour.</summary>
    /// <param name="colormap">Colormap; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="cellSize">Side of a square in pixels; default 1.</param>
    /// <exception cref="ArgumentException">The cell size is not positive or the image would be too large.</exception>
    public RgbImage ToImage(Colormap? colormap = null, ColorScale? scale = null, int cellSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellSize);
        float[] values = Shown(_values, Height, Width, MapArea.Whole(Height, Width));
        return MapPainter.Paint(values, Height, Width, colormap ?? DefaultColormap, scale ?? DefaultScale).Enlarge(cellSize);
    }

    /// <summary>The map drawn at the given size.</summary>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="colormap">Colormap; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="smooth">
    /// True (default): values are interpolated as in <see cref="Resample"/>, then coloured, so that every colour stands for a value. False:
    /// every value is a rectangle of one colour.
    /// </param>
    /// <exception cref="ArgumentException">A side is not positive or the image would be too large.</exception>
    public RgbImage ToImage(int height, int width, Colormap? colormap = null, ColorScale? scale = null, bool smooth = true)
    {
        RgbImage.CheckSize(height, width);
        MapArea area = MapArea.Whole(height, width);
        float[] values = Shown(Resampled(height, width, area, smooth), height, width, area);
        return MapPainter.Paint(values, height, width, colormap ?? DefaultColormap, scale ?? DefaultScale);
    }

    /// <summary>The map over a photo, at the photo's size: (1 - strength) * photo + strength * colour.</summary>
    /// <param name="photo">
    /// The image under the map. Where the map knows its <see cref="Origin"/>: the original image, of which it covers a rectangle, or the
    /// network's input or any image of the map's own size, which it covers whole. Else any image; the map is stretched over it.
    /// </param>
    /// <param name="strength">0 shows only the photo, 1 only the map; default 0.5.</param>
    /// <param name="colormap">Colormap; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="smooth">Whether values are interpolated (true, the default) or shown as rectangles (false).</param>
    /// <param name="grayPhoto">Whether the photo is converted to gray first, so that all colours are the map's. Default false.</param>
    /// <param name="dimOutside">Whether pixels that the map does not cover are drawn half as bright. Default true.</param>
    /// <remarks>Where the map is NaN the photo is unchanged.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not from 0 to 1.</exception>
    /// <exception cref="ArgumentException">The map knows its origin, and the photo has another size than those named above.</exception>
    public RgbImage Over(
        RgbImage photo,
        double strength = 0.5,
        Colormap? colormap = null,
        ColorScale? scale = null,
        bool smooth = true,
        bool grayPhoto = false,
        bool dimOutside = true)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Check.Within(strength, 0, 1, nameof(strength));
        MapArea area = Origin?.AreaOf(photo, Height, Width) ?? MapArea.Whole(photo.Height, photo.Width);
        float[] values = Shown(Resampled(photo.Height, photo.Width, area, smooth), photo.Height, photo.Width, area);
        RgbImage below = grayPhoto ? photo.ToGray() : photo;
        if (dimOutside)
            below = MapPainter.DimOutside(below, area);
        return MapPainter.Blend(below, values, colormap ?? DefaultColormap, scale ?? DefaultScale, strength);
    }

    /// <summary>
    /// The colormap as a colour bar: the scale's minimum left and its maximum right, or, if the bar is higher than wide, bottom and top.
    /// </summary>
    /// <param name="height">Pixels; default 16.</param>
    /// <param name="width">Pixels; default 256.</param>
    /// <param name="colormap">Colormap; null means <see cref="DefaultColormap"/>.</param>
    /// <remarks>The bar holds no text; state the two values beside it.</remarks>
    /// <exception cref="ArgumentException">A side is not positive or the bar would be too large.</exception>
    public RgbImage Legend(int height = 16, int width = 256, Colormap? colormap = null) =>
        (colormap ?? DefaultColormap).ToImage(height, width);

    /// <summary>
    /// The values over a photo at another size, height x width, interpolated; NaN where the map does not cover it (<see cref="Over"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The map knows its origin, and the photo has another size than those it fits.</exception>
    internal float[] ValuesOver(RgbImage photo, int height, int width)
    {
        MapArea area = Origin?.AreaOf(photo, Height, Width) ?? MapArea.Whole(photo.Height, photo.Width);
        double down = (double)height / photo.Height, right = (double)width / photo.Width;
        return Resampled(
            height, width, new MapArea(area.Top * down, area.Left * right, area.Height * down, area.Width * right), smooth: true);
    }

    private float[] Resampled(int height, int width, MapArea area, bool smooth) => smooth
        ? BilinearMap.Resample(_values, Height, Width, height, width, area)
        : NearestMap.Resample(_values, Height, Width, height, width, area);

    /// <summary>
    /// What is drawn: the values, hatched where they are not certain, or the neutral one for each where all of the map are rounding errors.
    /// </summary>
    private float[] Shown(float[] values, int height, int width, MapArea area) =>
        IsWithinRounding ? [.. values.Select(value => float.IsFinite(value) ? (float)Neutral : value)]
        : _hatched is null ? values
        : HatchPattern.Draw(values, height, width, area, _hatched, Height, Width, (float)Neutral);
}
