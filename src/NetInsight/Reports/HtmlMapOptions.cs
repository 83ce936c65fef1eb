using NetInsight.Imaging;

namespace NetInsight;

/// <summary>What an <see cref="HtmlMap"/> shows beside points and images. Everything has a default.</summary>
public sealed record HtmlMapOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static HtmlMapOptions Default { get; } = new();

    /// <summary>The page's title; not null. Default "Map of images".</summary>
    public string Title { get; init => field = Check.NotNull(value); } = "Map of images";

    /// <summary>A sentence below the title, such as <see cref="TSneMap.Caption"/>; not null. Default empty.</summary>
    public string Caption { get; init => field = Check.NotNull(value); } = "";

    /// <summary>One label for each point; null (default) for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>One name for each point; null (default) for the name of its <see cref="NamedImage"/>, or its index.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The neighbours of each point, of which the first eight are shown; null (default) for none.</summary>
    public NearestNeighborTable? Neighbors { get; init; }

    /// <summary>The longer side of the thumbnails in the file, in pixels. Default 48; 8 to 256.</summary>
    public int ThumbnailSize { get; init => field = Check.Within(value, 8, 256); } = 48;
}
