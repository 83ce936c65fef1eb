using NetInsight.Imaging.Codecs;

namespace NetInsight.Imaging.Files;

/// <summary>Reads and writes files as a whole.</summary>
internal static class WholeFile
{
    private const int Chunk = 1 << 16;

    /// <summary>Everything from the stream's position to its end; the stream stays open.</summary>
    /// <exception cref="ImageFormatException">There is more than the limit; no more than that was read.</exception>
    public static byte[] Read(Stream stream, ImageLimits limits, string? path)
    {
        using MemoryStream bytes = new(Expected(stream, limits, path));
        byte[] chunk = new byte[Chunk];
        for (int count; (count = stream.Read(chunk)) > 0;)
            Append(bytes, chunk.AsSpan(0, count), limits, path);
        return bytes.ToArray();
    }

    /// <inheritdoc cref="Read"/>
    public static async Task<byte[]> ReadAsync(Stream stream, ImageLimits limits, string? path, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new(Expected(stream, limits, path));
        byte[] chunk = new byte[Chunk];
        for (int count; (count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0;)
            Append(bytes, chunk.AsSpan(0, count), limits, path);
        return bytes.ToArray();
    }

    /// <summary>
    /// Writes the whole file or nothing: under a temporary name in the same folder, flushed to disk, then moved over the old file. If
    /// anything fails, the temporary file is deleted and the old one is unchanged.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = Begin(path);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            Discard(temporary);
            if (About(path, temporary, e) is { } other)
                throw other;
            throw;
        }
    }

    /// <summary>Checks that a file could be written, without leaving anything behind.</summary>
    /// <exception cref="IOException">There is no such folder, or the path names a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void CheckWritable(string path)
    {
        string temporary = Begin(path);
        try
        {
            using (new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (About(path, temporary, e) is { } other)
        {
            throw other;
        }
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string temporary = Begin(path);
        try
        {
            FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            Discard(temporary);
            if (About(path, temporary, e) is { } other)
                throw other;
            throw;
        }
    }

    private static void Discard(string temporary)
    {
        if (File.Exists(temporary))
            File.Delete(temporary);
    }

    /// <summary>
    /// The same failure about the file that the caller named; null where the temporary file is not mentioned.
    /// </summary>
    private static Exception? About(string path, string temporary, Exception e)
    {
        if (!e.Message.Contains(temporary, StringComparison.Ordinal))
            return null;
        string message = e.Message.Replace(temporary, path, StringComparison.Ordinal);
        return e switch
        {
            DirectoryNotFoundException => new DirectoryNotFoundException(message, e),
            UnauthorizedAccessException => new UnauthorizedAccessException(message, e),
            IOException => new IOException(message, e),
            _ => null,
        };
    }

    /// <summary>A temporary name beside the file; what killed processes left of earlier ones is removed.</summary>
    /// <exception cref="IOException">The path names a folder.</exception>
    private static string Begin(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder.");
        string full = Path.GetFullPath(path);
        TemporaryFiles.RemoveAbandoned(full);
        return TemporaryFiles.NameFor(full);
    }

    private static int Expected(Stream stream, ImageLimits limits, string? path)
    {
        if (!stream.CanSeek)
            return 0;
        long length = stream.Length - stream.Position;
        if (length > limits.MaxFileBytes)
            throw ImageDecoder.TooLong(limits, path);
        return (int)Math.Max(0, length);
    }

    private static void Append(MemoryStream bytes, ReadOnlySpan<byte> chunk, ImageLimits limits, string? path)
    {
        if (bytes.Length + chunk.Length > limits.MaxFileBytes)
            throw ImageDecoder.TooLong(limits, path);
        bytes.Write(chunk);
    }
}
