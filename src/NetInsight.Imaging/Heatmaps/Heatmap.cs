using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>Values [height, width] over the plane of an image, such as an activation map or an attribution, and their drawing.</summary>
/// <remarks>Immutable; every method that makes another map or an image returns a new one.</remarks>
public sealed partial class Heatmap
{
    private readonly float[] _values;
    private readonly bool[]? _hatched;

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

    /// <summary>Takes over the array; origin and floor are those of <paramref name="from"/>.</summary>
    private Heatmap(
        int height,
        int width,
        float[] values,
        string caption,
        Colormap colormap,
        ColorScale scale,
        Heatmap? from = null,
        bool[]? hatched = null)
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
        Origin = from?.Origin;
        RoundingFloor = from?.RoundingFloor ?? 0;
        Neutral = from?.Neutral ?? 0;
        _hatched = hatched ?? from?._hatched;
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

    /// <summary>
    /// Which rectangle of an original image the map covers; null, as for activation maps and maps of users, where that is not known. A map
    /// with an origin is drawn over the pixels from which it was computed, others are stretched over the whole image.
    /// </summary>
    public HeatmapOrigin? Origin { get; private init; }

    /// <summary>
    /// The value that is no evidence, for or against; default 0. Maps of means over random masks have the mean over all masks.
    /// </summary>
    public double Neutral { get; private init; }

    /// <summary>
    /// The distance from <see cref="Neutral"/> up to which values are errors of the network's rounding, or of a method's sampling, in the
    /// map's units; 0 where unknown. A map whose values all lie within is drawn empty: in the colour of the neutral value.
    /// </summary>
    public double RoundingFloor { get; private init; }

    /// <summary>
    /// Whether all finite values are such errors: they lie at most <see cref="RoundingFloor"/>, which is not 0, from
    /// <see cref="Neutral"/>.
    /// </summary>
    public bool IsWithinRounding
    {
        get
        {
            ColorScale range = ColorScale.Of(_values);
            return RoundingFloor > 0 && range.Maximum - Neutral <= RoundingFloor && Neutral - range.Minimum <= RoundingFloor;
        }
    }

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
    public Heatmap WithCaption(string caption) => new(Height, Width, _values, caption, DefaultColormap, DefaultScale, this);

    /// <summary>The same map with another default colormap.</summary>
    public Heatmap WithColormap(Colormap colormap)
    {
        ArgumentNullException.ThrowIfNull(colormap);
        return new Heatmap(Height, Width, _values, Caption, colormap, DefaultScale, this);
    }

    /// <summary>The same map with another default scale, for instance one shared by several maps.</summary>
    public Heatmap WithScale(ColorScale scale) => new(Height, Width, _values, Caption, DefaultColormap, scale, this);

    /// <summary>The same map with another origin; null: it is stretched over any image.</summary>
    public Heatmap WithOrigin(HeatmapOrigin? origin) => new(Height, Width, _values, Caption, DefaultColormap, DefaultScale, this)
    {
        Origin = origin,
    };

    /// <summary>Whether a position is hatched: drawn with stripes of no colour, because its value is not certain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the map.</exception>
    public bool IsHatched(int row, int column)
    {
        _ = this[row, column];
        return _hatched?[row * Width + column] == true;
    }

    /// <summary>For each position, row-major, whether it is hatched; empty where none is.</summary>
    internal ReadOnlySpan<bool> Hatched => _hatched;

    /// <summary>
    /// The same map with some positions hatched: every drawing shows stripes of the neutral value's colour there. For values whose sign or
    /// size is not certain.
    /// </summary>
    /// <param name="positions">For each position, row-major, whether it is hatched.</param>
    /// <exception cref="ArgumentException">There is not one entry for each position.</exception>
    public Heatmap WithHatching(ReadOnlySpan<bool> positions) => positions.Length == _values.Length
        ? new Heatmap(Height, Width, _values, Caption, DefaultColormap, DefaultScale, this, positions.ToArray())
        : throw new ArgumentException(
            $"The map has {_values.Length} positions, but {positions.Length} entries were given.", nameof(positions));

    /// <summary>The same map with another neutral value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public Heatmap WithNeutral(double neutral) => double.IsFinite(neutral)
        ? new Heatmap(Height, Width, _values, Caption, DefaultColormap, DefaultScale, this) { Neutral = neutral }
        : throw new ArgumentOutOfRangeException(nameof(neutral), neutral, $"The neutral value must be finite, but is {neutral}.");

    /// <summary>
    /// The same map with another <see cref="RoundingFloor"/>; not negative. Its default scale contains the values up to the floor above
    /// <see cref="Neutral"/>, and those below it unless the scale begins with the neutral value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The floor is negative or not finite.</exception>
    public Heatmap WithRoundingFloor(double floor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        bool isOneSided = DefaultScale.Minimum == Neutral && DefaultScale.Maximum > Neutral;
        ColorScale errors = new(isOneSided ? Neutral : Neutral - floor, Neutral + floor);
        return new Heatmap(Height, Width, _values, Caption, DefaultColormap, DefaultScale.Union(errors), this)
        {
            RoundingFloor = floor,
        };
    }

    /// <summary>
    /// The map at another size, by bilinear interpolation between the centres of cells, with the edge's value beyond the outermost
    /// centres; no antialiasing on reduction. A NaN spreads to all positions that interpolate it. Caption, colormap and scale are kept.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive or the map would be too large.</exception>
    public Heatmap Resample(int height, int width) =>
        new(
            height,
            width,
            BilinearMap.Resample(_values, Height, Width, height, width),
            Caption,
            DefaultColormap,
            DefaultScale,
            this,
            _hatched is null ? null : NearestMap.Resample<bool>(_hatched, Height, Width, height, width));

    /// <summary>Height x width and the caption.</summary>
    public override string ToString() => $"Heatmap {Height} x {Width}: {Caption}";
}
