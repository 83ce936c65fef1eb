using System.Globalization;

namespace NetInsight;

public sealed partial class ActivationMap
{
    private const int Gap = 2, TileSide = 52, StripColumns = 64, StripSide = 512;

    /// <summary>What the picture shows: layer, shape, order, scale, and what was left out.</summary>
    public string Caption
    {
        get
        {
            string order = _options.StrongestFirst ? "strongest first (largest maximum)" : "in the network's order";
            if (IsStrip)
                return $"Output of layer '{Printable.Escape(Layer)}': {ChannelCount} numbers, one cell each, {order}, row after row; {LayerScale}, in the layer's own units.";
            string scale = _options.Scaling == ActivationScaling.PerLayer
                ? LayerScale
                : "scale: each channel from its smallest value or 0 (black) to its largest or 0 (white)";
            string left = Shown < ChannelCount ? $" Drawn are {Shown} of {ChannelCount} channels." : "";
            return $"Output of layer '{Printable.Escape(Layer)}': {ChannelCount} channels of {Height} x {Width}, one tile each, {order}; {scale}, in the layer's own units.{left}";
        }
    }

    /// <summary>
    /// The channels as gray tiles in one picture, values enlarged to squares. A layer whose channels are single numbers (fully connected, or pooled
    /// over the plane) is one strip of cells without gaps, wrapped at 64 cells.
    /// </summary>
    /// <param name="cellSize">Pixels a side for one value; positive. By default as many as make a tile about 52 pixels wide, and a strip about 512.</param>
    /// <param name="background">The colour between tiles; white by default.</param>
    /// <exception cref="ArgumentException">The cell size is not positive, or the picture would be too large.</exception>
    public RgbImage ToImage(int? cellSize = null, RgbColor? background = null)
    {
        if (cellSize is <= 0)
            throw new ArgumentOutOfRangeException(nameof(cellSize), cellSize, $"cellSize must be positive, but is {cellSize}.");
        ColorScale layer = WithZero(_values.AsSpan());
        int columns = IsStrip ? Math.Min(ChannelCount, StripColumns) : (int)Math.Ceiling(Math.Sqrt(Shown));
        int cell = cellSize ?? (IsStrip ? Math.Clamp(StripSide / columns, 1, 24) : Math.Max(1, (int)Math.Round((double)TileSide / Math.Max(Height, Width))));
        RgbImage[] tiles = [.. Order.Take(Shown).Select(channel => Tile(channel, IsStrip || _options.Scaling == ActivationScaling.PerLayer ? layer : WithZero(Values(channel)), cell))];
        return ImageGrid.Arrange(tiles, columns, IsStrip ? 0 : Gap, background ?? RgbColor.White);
    }

    private bool IsStrip => Height * Width == 1;

    private int Shown => IsStrip ? ChannelCount : Math.Min(ChannelCount, _options.MostChannels);

    private string LayerScale
    {
        get
        {
            ColorScale scale = WithZero(_values.AsSpan());
            return string.Create(CultureInfo.InvariantCulture, $"scale: {scale.Minimum:0.####} (black) to {scale.Maximum:0.####} (white), the same for all");
        }
    }

    private RgbImage Tile(int channel, ColorScale scale, int cell)
    {
        // A scale without extent puts its one value in the middle; a silent channel is black as silence is elsewhere.
        ColorScale visible = scale == default ? new ColorScale(0, 1) : scale;
        return new Heatmap(Height, Width, Values(channel)).ToImage(Colormap.Gray, visible, cell);
    }
}
