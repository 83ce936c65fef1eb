namespace NetInsight.Formats.Reading;

/// <summary>Reads a stream to its end, without holding its bytes more than twice, and once where its length is known.</summary>
internal static class StreamBytes
{
    private const int BlockBytes = 1 << 16, LargestBlock = 16 << 20;

    /// <summary>The bytes from the stream's position to its end.</summary>
    /// <exception cref="ResourceLimitException">There are more than the limit; no more than that was read.</exception>
    public static ReadOnlyMemory<byte> ReadAll(Stream stream, LoadLimits limits, CancellationToken cancellation)
    {
        long most = Math.Min(limits.FileBytes, Array.MaxLength);
        long expected = stream.CanSeek ? Math.Max(stream.Length - stream.Position, 0) : 0;
        if (expected > most)
            throw TooLong(most);
        List<byte[]> blocks = [];
        byte[] block = new byte[Math.Max(expected, BlockBytes)];
        long total = 0;
        int filled = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filled == block.Length)
            {
                // At the expected end: another byte tells whether there is more, before a block is allocated for it.
                int next = stream.ReadByte();
                if (next < 0)
                    break;
                blocks.Add(block);
                block = new byte[(int)Math.Clamp(total, BlockBytes, LargestBlock)];
                (block[0], filled) = ((byte)next, 1);
                total++;
            }
            else
            {
                int read = stream.Read(block, filled, Math.Min(block.Length - filled, LargestBlock));
                if (read == 0)
                    break;
                filled += read;
                total += read;
            }

            if (total > most)
                throw TooLong(most);
        }

        return blocks.Count == 0 ? block.AsMemory(0, filled) : Joined(blocks, block.AsSpan(0, filled), (int)total);
    }

    private static byte[] Joined(List<byte[]> blocks, ReadOnlySpan<byte> last, int total)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(total);
        int at = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            blocks[i].CopyTo(bytes, at);
            at += blocks[i].Length;
            blocks[i] = [];                         // free at once
        }

        last.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private static ResourceLimitException TooLong(long most) => new($"The stream holds more than {most:N0} bytes.");
}
