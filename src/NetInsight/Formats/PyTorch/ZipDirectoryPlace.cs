using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.PyTorch;

/// <summary>Where the directory of a zip file lies, by the record at the file's end.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Entries">The entries it should have.</param>
internal readonly record struct ZipDirectoryPlace(long Start, long Length, long Entries)
{
    private const int EndBytes = 22, WideEndBytes = 56, LocatorBytes = 20, LongestComment = 65_535;

    /// <summary>Finds the directory. It must end where the record of the end begins, and the file with that record and its comment.</summary>
    /// <exception cref="ModelFormatException">There is no such record, or the directory does not lie before it.</exception>
    public static ZipDirectoryPlace Find(SafeFileHandle file, string path)
    {
        long length = RandomAccess.GetLength(file);
        byte[] tail = new byte[Math.Min(length, EndBytes + LongestComment)];
        file.ReadWhole(tail, length - tail.Length, path);
        int at = FindEnd(tail);
        if (at < 0)
            throw new ModelFormatException(path, "", "begins as a zip file, but has no directory at its end: it is cut off, or something follows it.");

        ReadOnlySpan<byte> end = tail.AsSpan(at);
        long endStart = length - tail.Length + at;
        ulong parts = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) | BinaryPrimitives.ReadUInt16LittleEndian(end[6..]);
        ulong here = BinaryPrimitives.ReadUInt16LittleEndian(end[8..]), entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (HasWideEnd(file, path, endStart))
        {
            endStart -= WideEndBytes + LocatorBytes;
            Span<byte> wide = stackalloc byte[WideEndBytes];
            file.ReadWhole(wide, endStart, path);
            parts |= BinaryPrimitives.ReadUInt64LittleEndian(wide[16..]);
            here = Widen(here, ushort.MaxValue, wide[24..], path);
            entries = Widen(entries, ushort.MaxValue, wide[32..], path);
            bytes = Widen(bytes, uint.MaxValue, wide[40..], path);
            start = Widen(start, uint.MaxValue, wide[48..], path);
        }

        if (parts != 0 || here != entries)
            throw new ModelFormatException(path, "directory", "lies in several files; one was expected.");
        if (start > (ulong)endStart || bytes != (ulong)endStart - start)
            throw new ModelFormatException(path, "directory", $"has {bytes:N0} bytes from byte {start:N0} on; it should end at byte {endStart:N0}.");
        return new ZipDirectoryPlace((long)start, (long)bytes, (long)Math.Min(entries, long.MaxValue));
    }

    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == 0x06054b50 && at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length)
                return at;
        }

        return -1;
    }

    /// <summary>
    /// Whether a record of zip64 stands before the record of the end, as PyTorch always writes: it must end where its locator begins, and the
    /// locator where the record of the end begins.
    /// </summary>
    private static bool HasWideEnd(SafeFileHandle file, string path, long endStart)
    {
        long expected = endStart - LocatorBytes - WideEndBytes;
        if (expected < 0)
            return false;
        Span<byte> bytes = stackalloc byte[WideEndBytes + LocatorBytes];
        file.ReadWhole(bytes, expected, path);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[WideEndBytes..]) != 0x07064b50)
            return false;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0x06064b50 && BinaryPrimitives.ReadUInt64LittleEndian(bytes[(WideEndBytes + 8)..]) == (ulong)expected
            ? true
            : throw new ModelFormatException(path, "directory", $"has a locator of zip64, but no zip64 record at byte {expected:N0} before it.");
    }

    /// <summary>The value of zip64, which must be that of the record of the end unless that one is full.</summary>
    private static ulong Widen(ulong narrow, ulong full, ReadOnlySpan<byte> wide, string path)
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(wide);
        return narrow == full || narrow == value
            ? value
            : throw new ModelFormatException(path, "directory", $"has {value:N0} in its zip64 record, where the record of the end has {narrow:N0}.");
    }
}
