using NetInsight.Imaging.Colors;
using NetInsight.Imaging.Drawing;

namespace NetInsight;

/// <summary>A table of colours for positions between 0 and 1.</summary>
/// <remarks>
/// A table of n colours divides the interval into n equal parts, as matplotlib does: position p takes entry floor(p n), and
/// 1 takes the last one.
/// </remarks>
public sealed class Colormap
{
    private readonly byte[] _table;

    /// <summary>Takes over the table: three bytes an entry.</summary>
    internal Colormap(string name, byte[] table)
    {
        Name = name;
        _table = table;
    }

    /// <summary>
    /// Dark violet over green to yellow; lightness is uniform, so it suits gray printing and most colour blindness. For
    /// magnitudes. By Nathaniel Smith and Stefan van der Walt, 2015, CC0 (matplotlib).
    /// </summary>
    public static Colormap Viridis { get; } = new("viridis", ColormapTables.Viridis());

    /// <summary>Black over red to pale yellow; lightness is uniform. By Smith and van der Walt, 2015, CC0 (matplotlib).</summary>
    public static Colormap Inferno { get; } = new("inferno", ColormapTables.Inferno());

    /// <summary>
    /// Blue, cyan, yellow, red: the colours of many published figures. Its lightness rises and falls, which suggests edges that are
    /// not in the values; prefer <see cref="Viridis"/>. Piecewise linear, as in matplotlib.
    /// </summary>
    public static Colormap Jet { get; } = new("jet", ColormapTables.Jet());

    /// <summary>Black to white.</summary>
    public static Colormap Gray { get; } = new("gray", ColormapTables.Gray());

    /// <summary>
    /// Blue over white to red, diverging, for signed maps: with <see cref="ColorScale.Symmetric"/> negative is blue, zero exactly white and
    /// positive red.
    /// </summary>
    public static Colormap RedBlue { get; } = new("redblue", ColormapTables.RedBlue());

    /// <summary>The colour of NaN in every colormap: middle gray, (128, 128, 128).</summary>
    public static RgbColor NotANumber => RgbColor.Gray;

    /// <summary>Every colormap above.</summary>
    public static IReadOnlyList<Colormap> All { get; } = [Viridis, Inferno, Jet, Gray, RedBlue];

    /// <summary>The name in small letters, such as "viridis".</summary>
    public string Name { get; }

    /// <summary>
    /// The colour at a position between 0 and 1; positions outside are clamped, NaN takes <see cref="NotANumber"/>.
    /// </summary>
    public RgbColor At(double position)
    {
        if (double.IsNaN(position))
            return NotANumber;
        int count = _table.Length / 3;
        int entry = Math.Min((int)(Math.Clamp(position, 0, 1) * count), count - 1);
        return new RgbColor(_table[3 * entry], _table[3 * entry + 1], _table[3 * entry + 2]);
    }

    /// <summary>
    /// All colours in order, as a colour bar: minimum left and maximum right, or, if the bar is higher than wide, minimum at the bottom.
    /// The bar holds no text; state the two values beside it.
    /// </summary>
    /// <param name="height">Pixels; positive.</param>
    /// <param name="width">Pixels; positive.</param>
    /// <exception cref="ArgumentException">A side is not positive or the bar would be too large.</exception>
    public RgbImage ToImage(int height = 16, int width = 256)
    {
        byte[] pixels = RgbImage.NewPixels(height, width);
        bool upright = height > width;
        int steps = Math.Max(width, height);
        for (int step = 0; step < steps; step++)
        {
            PixelRectangle slice = upright ? new(steps - 1 - step, 0, 1, width) : new(0, step, height, 1);
            RectanglePainter.Fill(pixels, height, width, slice, At(steps == 1 ? 0.5 : step / (steps - 1.0)));
        }

        return new RgbImage(pixels, height, width);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
