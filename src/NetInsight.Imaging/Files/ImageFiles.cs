using System.Runtime.CompilerServices;

namespace NetInsight;

/// <summary>The images of some files, read lazily, one at a time, so that there may be any number of them.</summary>
public static class ImageFiles
{
    /// <summary>The images of some files, named by their paths as given, in their order.</summary>
    /// <param name="paths">The files; enumerated, and read, during enumeration.</param>
    /// <param name="unreadable">
    /// Called for each file that cannot be read, which is then skipped. Null: the first such file ends the sequence with its exception.
    /// </param>
    /// <param name="limits">
    /// Limits of size and strictness; null means <see cref="ImageLimits.Default"/>, which also rotates images upright by their EXIF
    /// orientation.
    /// </param>
    /// <exception cref="ArgumentException">A path is null or empty.</exception>
    public static IEnumerable<NamedImage> Read(
        IEnumerable<string> paths, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Enumerate(paths, path => path, unreadable, limits);
    }

    /// <summary>As <see cref="Read"/>, with asynchronous file access.</summary>
    /// <inheritdoc cref="Read"/>
    public static IAsyncEnumerable<NamedImage> ReadAsync(
        IEnumerable<string> paths, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return EnumerateAsync(paths, path => path, unreadable, limits);
    }

    /// <summary>The images of some files, with names made from their paths.</summary>
    internal static IEnumerable<NamedImage> Enumerate(
        IEnumerable<string> paths, Func<string, string> nameOf, Action<UnreadableImage>? unreadable, ImageLimits? limits)
    {
        foreach (string path in paths)
        {
            RgbImage image;
            try
            {
                image = RgbImage.Load(path, limits);
            }
            catch (Exception e) when (unreadable is not null && IsAboutFile(e))
            {
                unreadable(new UnreadableImage(path, e));
                continue;
            }

            yield return new NamedImage(nameOf(path), image);
        }
    }

    /// <summary>The images of some files, read asynchronously, with names made from their paths.</summary>
    internal static async IAsyncEnumerable<NamedImage> EnumerateAsync(
        IEnumerable<string> paths,
        Func<string, string> nameOf,
        Action<UnreadableImage>? unreadable,
        ImageLimits? limits,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RgbImage image;
            try
            {
                image = await RgbImage.LoadAsync(path, limits, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (unreadable is not null && IsAboutFile(e))
            {
                unreadable(new UnreadableImage(path, e));
                continue;
            }

            yield return new NamedImage(nameOf(path), image);
        }
    }

    private static bool IsAboutFile(Exception e) => e is ImageFormatException or IOException or UnauthorizedAccessException;
}
