using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>A map of numbers over the plane of a picture, such as an activation or an attribution, that can draw itself.</summary>
/// <remarks>Maps never change; every method that makes another map or a picture returns a new one.</remarks>
public sealed partial class Heatmap
{
    private readonly float[] _values;

    /// <summary>Copies values into a map.</summary>
    /// <param name="height">Rows; positive.</param>
    /// <param name="width">Columns; positive.</param>
    /// <param name="values">height * width values, row after row from the top. NaN and infinities may occur.</param>
    /// <param name="caption">One sentence that states definition, sign, scale and units.</param>
    /// <param name="defaultColormap">The colours where a call names none; null means viridis.</param>
    /// <param name="defaultScale">The scale where a call names none; null means from the smallest to the largest finite value.</param>
    /// <exception cref="ArgumentException">A side is not positive, or the number of values differs.</exception>
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

    /// <summary>All values, row after row from the top.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// What the values are: definition, sign, scale and units in one sentence. No words are drawn into pictures; put it beside them.
    /// </summary>
    public string Caption { get; }

    /// <summary>The colours where a call names none.</summary>
    public Colormap DefaultColormap { get; }

    /// <summary>The scale where a call names none.</summary>
    public ColorScale DefaultScale { get; }

    /// <summary>One value; both indices count from 0 at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place lies outside the map.</exception>
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

    /// <summary>The same map with other default colours.</summary>
    public Heatmap WithColormap(Colormap colormap)
    {
        ArgumentNullException.ThrowIfNull(colormap);
        return new Heatmap(Height, Width, _values, Caption, colormap, DefaultScale);
    }

    /// <summary>The same map with another default scale, for instance one shared by several maps.</summary>
    public Heatmap WithScale(ColorScale scale) => new(Height, Width, _values, Caption, DefaultColormap, scale);

    /// <summary>
    /// The map at another size, by linear interpolation between the centres of cells; beyond the outermost centres the edge's value
    /// holds. Nothing is averaged on shrinking. A NaN spreads to every place between its neighbours. Caption, colours and scale stay.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive or the map would be too large.</exception>
    public Heatmap Resample(int height, int width) =>
        new(height, width, BilinearMap.Resample(_values, Height, Width, height, width), Caption, DefaultColormap, DefaultScale);

    /// <summary>Height x width and the caption.</summary>
    public override string ToString() => $"Heatmap {Height} x {Width}: {Caption}";
}
