using System.Text.Json;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;
using NetInsight.Inspection.Patches;

namespace NetInsight;

public sealed partial class PatchTable
{
    /// <summary>
    /// Writes a JSON file, whole or not at all: layer, options, names of the searched images, units, and the patches as bytes in base64.
    /// <see cref="Load"/> reads it, in this version of the library and later ones.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public void Save(string path) => Save(path, CancellationToken.None);

    /// <inheritdoc cref="Save(string)"/>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Save(path, cancellationToken), cancellationToken);
    }

    /// <summary>Writes the file; where it is cancelled, an old one is unchanged.</summary>
    internal void Save(string path, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream);
            PatchTableWriter.Write(json, this, cancellation);
        });
    }

    /// <summary>Reads a file that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">
    /// Limits within which it is read: the file's bytes, the length of names, and the values of all patches together.
    /// </param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file is no table of patches, or is broken: where, and what was expected.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static PatchTable Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Opened(path, limits, default);
    }

    private static PatchTable Opened(string path, LoadLimits? limits, CancellationToken cancellation) =>
        LoadBudget.Guard(path, () => Read(path, limits ?? LoadLimits.Default, cancellation));

    private static PatchTable Read(string path, LoadLimits limits, CancellationToken cancellation)
    {
        using ByteSource stream = ByteSource.Open(path);
        long most = Math.Min(limits.FileBytes, Array.MaxLength);
        if (stream.Length > most)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: the file has {stream.Length:N0} bytes; the limit is {most:N0} "
                + $"({nameof(LoadLimits)}.{nameof(LoadLimits.FileBytes)}).");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes, 0, path, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new PatchTableReader(path, limits).Read(bytes);
    }

    /// <summary>Reads a table without blocking the calling thread.</summary>
    /// <inheritdoc cref="Load"/>
    public static Task<PatchTable> LoadAsync(string path, LoadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Opened(path, limits, cancellationToken), cancellationToken);
    }
}
