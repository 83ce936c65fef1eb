using Microsoft.Win32.SafeHandles;

namespace NetInsight;

/// <summary>Reads of a file that fill their target.</summary>
internal static class WholeReads
{
    /// <summary>Fills the target with the bytes that stand from <paramref name="offset"/> on.</summary>
    /// <exception cref="ModelFormatException">The file ends before the target is full.</exception>
    public static void ReadWhole(this SafeFileHandle file, Span<byte> target, long offset, string path)
    {
        while (!target.IsEmpty)
        {
            int read = RandomAccess.Read(file, target, offset);
            if (read == 0)
                throw new ModelFormatException(path, $"byte {offset:N0}", "the file ends here: it became shorter while it was read.");
            target = target[read..];
            offset += read;
        }
    }
}
