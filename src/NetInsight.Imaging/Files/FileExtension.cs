namespace NetInsight.Imaging.Files;

/// <summary>File name extensions of the formats that are written.</summary>
internal static class FileExtension
{
    private static readonly (string Extension, ImageFormat Format)[] Known =
    [
        (".png", ImageFormat.Png),
        (".jpg", ImageFormat.Jpeg),
        (".jpeg", ImageFormat.Jpeg),
        (".webp", ImageFormat.WebP),
        (".bmp", ImageFormat.Bmp),
    ];

    /// <summary>The format of a file name's extension, regardless of case.</summary>
    /// <exception cref="ArgumentException">The extension is not known.</exception>
    public static ImageFormat Format(string path)
    {
        string given = Path.GetExtension(path);
        foreach ((string extension, ImageFormat format) in Known)
        {
            if (extension.Equals(given, StringComparison.OrdinalIgnoreCase))
                return format;
        }

        string list = string.Join(", ", Known.Select(known => known.Extension));
        throw new ArgumentException($"Images are written as {list}, but the extension is '{given}'.", nameof(path));
    }
}
