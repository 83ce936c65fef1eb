using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="ImageNetwork"/> runs a network.</summary>
public sealed record ImageNetworkOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ImageNetworkOptions Default { get; } = new();

    /// <summary>
    /// How pixels become the network's input. Default null: <see cref="Model.Preprocessing"/> where something states it; else recognised or
    /// measured, see <see cref="ImageNetwork"/>.
    /// </summary>
    public ImageValueRange? InputRange { get; init => field = value is { } range ? Check.Defined(range) : null; }

    /// <summary>How the network's output becomes pixels. Default null: recognised or measured, see <see cref="ImageNetwork"/>.</summary>
    public ImageValueRange? OutputRange { get; init => field = value is { } range ? Check.Defined(range) : null; }

    /// <summary>
    /// Height and width of tiles in pixels of the image; at least 16. Default null: the image runs as a whole. Tiles bound the memory, and
    /// run a network of one size only on images of any size; a network that normalises over the whole image (instance normalisation, as
    /// style networks have it) sees each tile alone, so that tones may differ from tile to tile.
    /// </summary>
    public int? TileSize { get; init => field = value is { } side ? Check.AtLeast(side, 16) : null; }

    /// <summary>
    /// Pixels that neighbouring tiles share, over which their results fade into each other; from 0 to less than the tile's size. Default
    /// 32.
    /// </summary>
    public int TileOverlap { get; init => field = Check.NotNegative(value); } = 32;
}
