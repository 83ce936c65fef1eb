using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How a <see cref="ThumbnailMap"/> is drawn. Everything has a default.</summary>
public sealed record ThumbnailsOptions
{
    private const int MinSide = 4, MaxSide = 16_384;

    /// <summary>The options that are used where none are given.</summary>
    public static ThumbnailsOptions Default { get; } = new();

    /// <summary>Height of the figure in pixels. Default 1,600; 4 to 16,384.</summary>
    public int Height { get; init => field = Check.Within(value, MinSide, MaxSide); } = 1600;

    /// <summary>Width of the figure in pixels. Default 1,600; 4 to 16,384.</summary>
    public int Width { get; init => field = Check.Within(value, MinSide, MaxSide); } = 1600;

    /// <summary>The longer side of a thumbnail in pixels. Default 32; 4 to 1,024.</summary>
    public int ThumbnailSize { get; init => field = Check.Within(value, MinSide, 1024); } = 32;

    /// <summary>
    /// Whether only the first image of each square of a thumbnail's size is drawn. Default false: later images are drawn over earlier ones.
    /// </summary>
    public bool SkipsCovered { get; init; }

    /// <summary>Background colour. Default white.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;
}
