using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads of ToImage differ in their required parameters.")]
public sealed partial class Heatmap
{
    /// <summary>The map as a picture in which every value is a square of one colour.</summary>
    /// <param name="colormap">Colours; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="cellSize">Side of a square in pixels.</param>
    /// <exception cref="ArgumentException">The cell size is not positive or the picture would be too large.</exception>
    public RgbImage ToImage(Colormap? colormap = null, ColorScale? scale = null, int cellSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellSize);
        return MapPainter.Paint(_values, Height, Width, colormap ?? DefaultColormap, scale ?? DefaultScale).Enlarge(cellSize);
    }

    /// <summary>The map stretched to a picture of the given size.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colormap">Colours; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="smooth">
    /// True: values are interpolated as in <see cref="Resample"/>, then coloured, so that no colour appears that stands for no value.
    /// False: every value is a rectangle of one colour.
    /// </param>
    /// <exception cref="ArgumentException">A side is not positive or the picture would be too large.</exception>
    public RgbImage ToImage(int height, int width, Colormap? colormap = null, ColorScale? scale = null, bool smooth = true)
    {
        RgbImage.CheckSize(height, width);
        return MapPainter.Paint(Stretched(height, width, smooth), height, width, colormap ?? DefaultColormap, scale ?? DefaultScale);
    }

    /// <summary>The map, stretched to the size of a photo and laid over it: (1 - strength) photo + strength colour.</summary>
    /// <param name="photo">The picture below.</param>
    /// <param name="strength">0 shows only the photo, 1 only the map; default 0.5.</param>
    /// <param name="colormap">Colours; null means <see cref="DefaultColormap"/>.</param>
    /// <param name="scale">Values at the ends of the colours; null means <see cref="DefaultScale"/>.</param>
    /// <param name="smooth">Whether values are interpolated (true) or shown as rectangles (false).</param>
    /// <param name="grayPhoto">Whether the photo loses its colours first, so that all colours are the map's. Default false.</param>
    /// <remarks>Where the map is NaN the photo shows through untouched: nothing is known there.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not between 0 and 1.</exception>
    public RgbImage Over(
        RgbImage photo,
        double strength = 0.5,
        Colormap? colormap = null,
        ColorScale? scale = null,
        bool smooth = true,
        bool grayPhoto = false)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (!(strength >= 0 && strength <= 1))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength must lie between 0 and 1.");
        float[] values = Stretched(photo.Height, photo.Width, smooth);
        return MapPainter.Blend(grayPhoto ? photo.ToGray() : photo, values, colormap ?? DefaultColormap, scale ?? DefaultScale, strength);
    }

    /// <summary>
    /// The colours as a bar: the scale's minimum left and its maximum right, or, if the bar is higher than wide, bottom and top.
    /// </summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colormap">Colours; null means <see cref="DefaultColormap"/>.</param>
    /// <remarks>There is no text in it; the two numbers belong into the text beside it.</remarks>
    /// <exception cref="ArgumentException">A side is not positive or the bar would be too large.</exception>
    public RgbImage Legend(int height = 16, int width = 256, Colormap? colormap = null) =>
        (colormap ?? DefaultColormap).ToImage(height, width);

    private float[] Stretched(int height, int width, bool smooth) => smooth
        ? BilinearMap.Resample(_values, Height, Width, height, width)
        : NearestMap.Resample(_values, Height, Width, height, width);
}
