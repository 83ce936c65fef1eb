using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class FilterGrid
{
    private const int Gap = 2, ColorTileSide = 44, GrayTileSide = 18;

    /// <summary>What the figure shows: definition, units, scale, and the number of filters and channels left out.</summary>
    public string Caption
    {
        get
        {
            string tiles = IsColor ? "one colour tile for each filter"
                : IsSingle ? "one gray tile for each filter"
                : $"one row for each filter, one gray tile for each of its input channels{OfGroup}";
            ColorScale all = ColorScale.Of(_values.AsSpan());
            string scale = Scaling switch
            {
                FilterScaling.PerFilter => "each filter from its smallest weight (black) to its largest (white)",
                FilterScaling.ZeroCentered => "zero is mid-gray, the largest magnitude of each filter black (negative) or white (positive)",
                _ => string.Create(
                    CultureInfo.InvariantCulture, $"all filters from {all.Minimum:0.####} (black) to {all.Maximum:0.####} (white)"),
            };
            string size = $"{Count} filters of {ChannelCount} x {Height} x {Width} (channels x height x width)";
            return $"Weights of layer '{Printable.Escape(Layer)}', {size}{Units}; {tiles}; scale: {scale}.{LeftOut}";
        }
    }

    private string OfGroup => _source.Groups > 1 ? $" (those of its group, of {_source.Groups})" : "";

    /// <summary>The filters as one figure, weights enlarged to squares.</summary>
    /// <param name="cellSize">
    /// Pixels per side of one weight's square; positive. By default as many as make a colour tile about 44 pixels wide and a gray one about
    /// 18.
    /// </param>
    /// <param name="background">The colour between tiles; white by default.</param>
    /// <exception cref="ArgumentException">The cell size is not positive, or the figure would be too large.</exception>
    public RgbImage ToImage(int? cellSize = null, RgbColor? background = null)
    {
        Check.Positive(cellSize, nameof(cellSize));
        bool isGrid = IsColor || IsSingle;
        int cell = cellSize ?? Math.Max(1, (int)Math.Round((double)(isGrid ? ColorTileSide : GrayTileSide) / Math.Max(Height, Width)));
        ColorScale grid = ColorScale.Of(_values.AsSpan());
        List<RgbImage> tiles = [];
        for (int filter = 0; filter < ShownFilters; filter++)
        {
            ColorScale scale = Scaling switch
            {
                FilterScaling.PerFilter => ColorScale.Of(Filter(filter)),
                FilterScaling.ZeroCentered => ColorScale.Symmetric(Filter(filter)),
                _ => grid,
            };
            if (IsColor)
                tiles.Add(ColorTile(filter, scale).Enlarge(cell));
            for (int channel = 0; !IsColor && channel < ShownChannels; channel++)
                tiles.Add(new Heatmap(Height, Width, Slice(filter, channel)).ToImage(Colormap.Gray, scale, cell));
        }

        int columns = isGrid ? (int)Math.Ceiling(Math.Sqrt(ShownFilters)) : ShownChannels;
        return ImageGrid.Arrange(tiles, columns, Gap, background ?? RgbColor.White);
    }

    /// <summary>Filters of one channel (depthwise, or over a gray image) are arranged in a square, as colour tiles are.</summary>
    private bool IsSingle => ChannelCount == 1;

    private int ShownFilters => _options.Filters is [] ? Math.Min(Count, _options.MostFilters) : Count;

    private int ShownChannels => _options.Channels is [] ? Math.Min(ChannelCount, _options.MostChannels) : ChannelCount;

    private string LeftOut
    {
        get
        {
            string filters = ShownFilters < Count ? $"the first {ShownFilters} of {Count} filters" : "";
            string channels = !IsColor && ShownChannels < ChannelCount
                ? $"the first {ShownChannels} of {ChannelCount} channels of each"
                : "";
            string drawn = string.Join(" and ", new[] { filters, channels }.Where(text => text.Length > 0));
            return drawn.Length == 0 ? "" : $" Drawn are {drawn}.";
        }
    }

    private RgbImage ColorTile(int filter, ColorScale scale)
    {
        // Stored weights keep the network's channel order; the tile's colours are red, green, blue in either case.
        bool isBlueFirst = Weights == FilterWeights.Stored && _source.IsBlueFirst;
        byte[] pixels = new byte[3 * Height * Width];
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> values = Slice(filter, isBlueFirst ? 2 - channel : channel);
            for (int i = 0; i < values.Length; i++)
                pixels[3 * i + channel] = Colormap.Gray.At(scale.Position(values[i])).R;
        }

        return RgbImage.FromPixels(pixels, Height, Width, PixelLayout.Rgb24);
    }
}
