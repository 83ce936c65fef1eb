using System.Runtime.CompilerServices;

namespace NetInsight;

/// <summary>The pictures of a folder, read one after the other as they are asked for, so that any number of them may lie there.</summary>
public static class ImageFolder
{
    private static readonly HashSet<string> Endings = new([".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The paths of the pictures: files that end in .png, .jpg, .jpeg, .webp, .bmp or .gif, in the ordinal order of their names.</summary>
    /// <param name="folder">The folder; those inside it are not looked at.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return [.. Directory.EnumerateFiles(folder).Where(path => Endings.Contains(Path.GetExtension(path))).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
    }

    /// <summary>The pictures of a folder, named by their files (without the folder), in the ordinal order of names.</summary>
    /// <param name="folder">The folder; those inside it are not looked at. It is listed at once, and pictures are read when they are asked for.</param>
    /// <param name="unreadable">
    /// Is told of each file that cannot be read, which is then left out. Where it is null, the first such file ends the sequence with its exception.
    /// </param>
    /// <param name="limits">How large pictures may be and how strictly they are taken; null means <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IEnumerable<NamedImage> Read(string folder, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null)
    {
        IReadOnlyList<string> files = Files(folder);
        return Pictures();

        IEnumerable<NamedImage> Pictures()
        {
            foreach (string file in files)
            {
                RgbImage image;
                try
                {
                    image = RgbImage.Load(file, limits);
                }
                catch (Exception e) when (unreadable is not null && IsOfTheFile(e))
                {
                    unreadable(new UnreadableImage(file, e));
                    continue;
                }

                yield return new NamedImage(Path.GetFileName(file), image);
            }
        }
    }

    /// <summary>As <see cref="Read"/>, without holding a thread while the disk is waited for.</summary>
    /// <inheritdoc cref="Read"/>
    public static IAsyncEnumerable<NamedImage> ReadAsync(string folder, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null)
    {
        return Pictures(Files(folder));

        async IAsyncEnumerable<NamedImage> Pictures(IReadOnlyList<string> files, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (string file in files)
            {
                RgbImage image;
                try
                {
                    image = await RgbImage.LoadAsync(file, limits, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (unreadable is not null && IsOfTheFile(e))
                {
                    unreadable(new UnreadableImage(file, e));
                    continue;
                }

                yield return new NamedImage(Path.GetFileName(file), image);
            }
        }
    }

    private static bool IsOfTheFile(Exception e) => e is ImageFormatException or IOException or UnauthorizedAccessException;
}
