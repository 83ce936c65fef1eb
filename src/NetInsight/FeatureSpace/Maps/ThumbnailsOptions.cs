namespace NetInsight;

/// <summary>How a <see cref="ThumbnailMap"/> is drawn. Everything has a default.</summary>
public sealed record ThumbnailsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ThumbnailsOptions Default { get; } = new();

    /// <summary>The map's width in pixels. 1,600 by default.</summary>
    public int Width { get; init => field = Side(value, nameof(Width), 16_384); } = 1600;

    /// <summary>The map's height in pixels. 1,600 by default.</summary>
    public int Height { get; init => field = Side(value, nameof(Height), 16_384); } = 1600;

    /// <summary>The longer side of a thumbnail in pixels. 32 by default.</summary>
    public int ThumbnailSize { get; init => field = Side(value, nameof(ThumbnailSize), 1024); } = 32;

    /// <summary>Whether only the first image of each square of a thumbnail's size is shown. False by default: later ones lie over earlier ones.</summary>
    public bool SkipsCovered { get; init; }

    /// <summary>The colour behind the thumbnails. White by default.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;

    private static int Side(int value, string name, int most) =>
        value >= 4 && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 4 to {most:N0} pixels, but is {value}.");
}
