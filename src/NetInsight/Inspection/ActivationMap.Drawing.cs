using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class ActivationMap
{
    private const int Gap = 2, TileSide = 52, StripColumns = 64, StripSide = 512;

    /// <summary>
    /// What the figure shows: layer, shape, order, scale, the number of channels left out, and whether the preprocessing was a guess.
    /// </summary>
    public string Caption
    {
        get
        {
            string layer = Printable.Escape(Layer);
            string order = _options.StrongestFirst ? "strongest first (largest maximum)" : "in the network's order";
            if (IsStrip)
            {
                return $"Output of layer '{layer}': {ChannelCount} values, one cell each, {order}, row after row; {LayerScale}, in the "
                    + $"layer's own units.{_note}";
            }

            string scale = _options.Scaling == ActivationScaling.PerLayer
                ? LayerScale
                : "scale: each channel from its smallest value or 0 (black) to its largest or 0 (white)";
            string left = Shown < ChannelCount ? $" Drawn are {Shown} of {ChannelCount} channels." : "";
            string tokens = _tokensWithoutPosition == 0 ? ""
                : $" Tokens without a position (class token) are left out: {_tokensWithoutPosition}.";
            return $"Output of layer '{layer}': {ChannelCount} channels of {Height} x {Width}, one tile each, {order}; {scale}, in the "
                + $"layer's own units.{left}{tokens}{_note}";
        }
    }

    /// <summary>
    /// The channels as gray tiles in one figure, values enlarged to squares. A layer whose channels are single values (fully connected, or
    /// globally pooled) is one strip of cells without gaps, wrapped at 64 cells.
    /// </summary>
    /// <param name="cellSize">
    /// Pixels per side of one value's square; positive. By default as many as make a tile about 52 pixels wide, and a strip about 512.
    /// </param>
    /// <param name="background">The colour between tiles; white by default.</param>
    /// <exception cref="ArgumentException">The cell size is not positive, or the figure would be too large.</exception>
    public RgbImage ToImage(int? cellSize = null, RgbColor? background = null)
    {
        Check.Positive(cellSize, nameof(cellSize));
        ColorScale layer = WithZero(_values.AsSpan());
        int columns = IsStrip ? Math.Min(ChannelCount, StripColumns) : (int)Math.Ceiling(Math.Sqrt(Shown));
        int cell = cellSize ?? (IsStrip
            ? Math.Clamp(StripSide / columns, 1, 24)
            : Math.Max(1, (int)Math.Round((double)TileSide / Math.Max(Height, Width))));
        bool isShared = IsStrip || _options.Scaling == ActivationScaling.PerLayer;
        RgbImage[] tiles = [.. Order.Take(Shown).Select(channel => Tile(channel, isShared ? layer : WithZero(Values(channel)), cell))];
        return ImageGrid.Arrange(tiles, columns, IsStrip ? 0 : Gap, background ?? RgbColor.White);
    }

    private bool IsStrip => Height * Width == 1;

    private int Shown => IsStrip ? ChannelCount : Math.Min(ChannelCount, _options.MostChannels);

    private string LayerScale
    {
        get
        {
            ColorScale scale = WithZero(_values.AsSpan());
            return string.Create(
                CultureInfo.InvariantCulture, $"scale: {scale.Minimum:0.####} (black) to {scale.Maximum:0.####} (white), the same for all");
        }
    }

    private RgbImage Tile(int channel, ColorScale scale, int cell)
    {
        // A scale of zero extent would map its one value to mid-gray; a channel of zeros is black, as zeros are in the other channels.
        ColorScale visible = scale == default ? new ColorScale(0, 1) : scale;
        return new Heatmap(Height, Width, Values(channel)).ToImage(Colormap.Gray, visible, cell);
    }
}
