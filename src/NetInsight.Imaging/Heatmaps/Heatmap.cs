using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>Values [height, width] over the plane of an image, such as an activation map or an attribution, and their drawing.</summary>
/// <remarks>Immutable; every method that makes another map or an image returns a new one.</remarks>
public sealed partial class Heatmap
{
    private readonly float[] _values;

    /// <summary>Copies values into a map.</summary>
    /// <param name="height">Rows; positive.</param>
    /// <param name="width">Columns; positive.</param>
    /// <param name="values">height * width values, row-major from the top left. NaN and infinities are allowed.</param>
    /// <param name="caption">One sentence that states definition, sign, scale and units.</param>
    /// <param name="defaultColormap">Colormap of calls that give none; null means viridis.</param>
    /// <param name="defaultScale">Scale of calls that give none; null means from the smallest to the largest finite value.</param>
    /// <exception cref="ArgumentException">A side is not positive, or the number of values is not height * width.</exception>
    public Heatmap(
        int height,
        int width,
        ReadOnlySpan<float> values,
        string caption = "",
        Colormap? defaultColormap = null,
        ColorScale? defaultScale = null)
        : this(height, width, values.ToArray(), caption, defaultColormap ?? Colormap.Viridis, defaultScale ?? ColorScale.Of(values))
    {
    }

    /// <summary>Takes over the array.</summary>
    private Heatmap(int height, int width, float[] values, string caption, Colormap colormap, ColorScale scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(caption);
        if (values.Length != Math.BigMul(height, width))
        {
            throw new ArgumentException(
                $"A map of {height} rows and {width} columns has {Math.BigMul(height, width)} values, but {values.Length} were given.",
                nameof(values));
        }

        _values = values;
        Height = height;
        Width = width;
        Caption = caption;
        DefaultColormap = colormap;
        DefaultScale = scale;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>All values, row-major from the top left.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// The values' definition, sign, scale and units in one sentence. No text is drawn into figures; show it beside them.
    /// </summary>
    public string Caption { get; }

    /// <summary>Colormap of calls that give none.</summary>
    public Colormap DefaultColormap { get; }

    /// <summary>Scale of calls that give none.</summary>
    public ColorScale DefaultScale { get; }

    /// <summary>One value; both indices count from 0 at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the map.</exception>
    public float this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width);
            return _values[row * Width + column];
        }
    }

    /// <summary>The same map with another caption.</summary>
    public Heatmap WithCaption(string caption) => new(Height, Width, _values, caption, DefaultColormap, DefaultScale);

    /// <summary>The same map with another default colormap.</summary>
    public Heatmap WithColormap(Colormap colormap)
    {
        ArgumentNullException.ThrowIfNull(colormap);
        return new Heatmap(Height, Width, _values, Caption, colormap, DefaultScale);
    }

    /// <summary>The same map with another default scale, for instance one shared by several maps.</summary>
    public Heatmap WithScale(ColorScale scale) => new(Height, Width, _values, Caption, DefaultColormap, scale);

    /// <summary>
    /// The map at another size, by bilinear interpolation between the centres of cells, with the edge's value beyond the outermost
    /// centres; no antialiasing on reduction. A NaN spreads to all positions that interpolate it. Caption, colormap and scale are kept.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive or the map would be too large.</exception>
    public Heatmap Resample(int height, int width) =>
        new(height, width, BilinearMap.Resample(_values, Height, Width, height, width), Caption, DefaultColormap, DefaultScale);

    /// <summary>Height x width and the caption.</summary>
    public override string ToString() => $"Heatmap {Height} x {Width}: {Caption}";
}
