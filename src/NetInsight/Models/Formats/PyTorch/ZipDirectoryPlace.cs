using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace NetInsight;

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
        if (entries == ushort.MaxValue || bytes == uint.MaxValue || start == uint.MaxValue)
        {
            endStart = FindWideEnd(file, path, endStart);
            Span<byte> wide = stackalloc byte[WideEndBytes];
            file.ReadWhole(wide, endStart, path);
            parts = BinaryPrimitives.ReadUInt64LittleEndian(wide[16..]);
            here = BinaryPrimitives.ReadUInt64LittleEndian(wide[24..]);
            entries = BinaryPrimitives.ReadUInt64LittleEndian(wide[32..]);
            bytes = BinaryPrimitives.ReadUInt64LittleEndian(wide[40..]);
            start = BinaryPrimitives.ReadUInt64LittleEndian(wide[48..]);
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

    /// <summary>The record of zip64 must end where the locator begins, which stands before the record of the end.</summary>
    private static long FindWideEnd(SafeFileHandle file, string path, long endStart)
    {
        long expected = endStart - LocatorBytes - WideEndBytes;
        if (expected >= 0)
        {
            Span<byte> bytes = stackalloc byte[WideEndBytes + LocatorBytes];
            file.ReadWhole(bytes, expected, path);
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0x06064b50
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[WideEndBytes..]) == 0x07064b50
                && BinaryPrimitives.ReadUInt64LittleEndian(bytes[(WideEndBytes + 8)..]) == (ulong)expected)
                return expected;
        }

        throw new ModelFormatException(path, "directory", "should have a zip64 record before the one at the file's end, but has none.");
    }
}
