namespace NetInsight;

/// <summary>What an <see cref="HtmlMap"/> shows beside points and images. Everything has a default.</summary>
public sealed record HtmlMapOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static HtmlMapOptions Default { get; } = new();

    /// <summary>The page's title.</summary>
    public string Title { get; init => field = value ?? throw new ArgumentNullException(nameof(Title)); } = "Map of images";

    /// <summary>A sentence below the title, such as <see cref="TSneMap.Caption"/>.</summary>
    public string Caption { get; init => field = value ?? throw new ArgumentNullException(nameof(Caption)); } = "";

    /// <summary>One label for each point; null for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>A name for each point; null for its number.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The neighbours of each point, of which the first eight are shown; null for none.</summary>
    public NearestNeighborTable? Neighbors { get; init; }

    /// <summary>The longer side of the images that the file holds, in pixels. 48 by default.</summary>
    public int ThumbnailSize { get; init => field = value is >= 8 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(ThumbnailSize), value, $"ThumbnailSize must be 8 to 256 pixels, but is {value}."); } = 48;
}
