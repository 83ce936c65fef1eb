namespace NetInsight;

/// <summary>The images of a folder, read lazily, one at a time, so that a folder may hold any number of them.</summary>
public static class ImageFolder
{
    private static readonly HashSet<string> Extensions =
        new([".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of the images: files named .png, .jpg, .jpeg, .webp, .bmp or .gif, in ordinal order of their names.</summary>
    /// <param name="folder">The folder; subfolders are not searched.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return
        [
            .. Directory.EnumerateFiles(folder)
                .Where(path => Extensions.Contains(Path.GetExtension(path)))
                .OrderBy(Path.GetFileName, StringComparer.Ordinal),
        ];
    }

    /// <summary>The images of a folder, named by their files (without the folder), in ordinal order of names.</summary>
    /// <param name="folder">The folder; subfolders are not searched. It is listed by this call; images are read during enumeration.</param>
    /// <param name="unreadable">
    /// Called for each file that cannot be read, which is then skipped. Null: the first such file ends the sequence with its exception.
    /// </param>
    /// <param name="limits">
    /// Limits of size and strictness; null means <see cref="ImageLimits.Default"/>, which also rotates images upright by their EXIF
    /// orientation.
    /// </param>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IEnumerable<NamedImage> Read(string folder, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null) =>
        ImageFiles.Enumerate(Files(folder), NameOf, unreadable, limits);

    /// <summary>As <see cref="Read"/>, with asynchronous file access.</summary>
    /// <inheritdoc cref="Read"/>
    public static IAsyncEnumerable<NamedImage> ReadAsync(
        string folder, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null) =>
        ImageFiles.EnumerateAsync(Files(folder), NameOf, unreadable, limits);

    private static string NameOf(string path) => Path.GetFileName(path);
}
