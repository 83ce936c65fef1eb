namespace NetInsight.Formats.Reading;

/// <summary>Reads from a file that fill their target completely or throw.</summary>
internal static class ExactReads
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Bytes that are read between two looks at the token.</summary>
    private const int MostAtOnce = 16 << 20;

    /// <summary>Fills the target with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ModelFormatException">The file ends before the target is full.</exception>
    public static void ReadExactly(
        this ByteSource file, Span<byte> target, long offset, string path, CancellationToken cancellation = default)
    {
        while (!target.IsEmpty)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = file.Read(target[..Math.Min(target.Length, MostAtOnce)], offset);
            if (read == 0)
                throw new ModelFormatException(path, $"byte {offset:N0}", "the file ends here: it became shorter while it was read.");
            target = target[read..];
            offset += read;
        }
    }

    /// <summary>
    /// Reads elements from <paramref name="offset"/> on and converts them to floats, block by block: no second copy is held.
    /// </summary>
    /// <exception cref="ModelFormatException">The file ends before the target is full.</exception>
    public static void ReadFloats(
        this ByteSource file,
        ElementType type,
        Span<float> target,
        long offset,
        string path,
        CancellationToken cancellation = default)
    {
        int size = type.Size();
        byte[] block = new byte[Math.Min(BlockBytes, (long)target.Length * size)];
        while (!target.IsEmpty)
        {
            int count = Math.Min(block.Length / size, target.Length);
            file.ReadExactly(block.AsSpan(0, count * size), offset, path, cancellation);
            type.ToFloats(block.AsSpan(0, count * size), target[..count]);
            target = target[count..];
            offset += (long)count * size;
        }
    }
}
