using System.Buffers.Binary;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats.PyTorch.Zip;

/// <summary>Offset, length and number of entries of a zip file's central directory, as the record at the file's end says.</summary>
/// <param name="DirectoryOffset">File offset of the central directory.</param>
/// <param name="DirectoryLength">Its bytes.</param>
/// <param name="EntryCount">The number of entries that it should have.</param>
/// <remarks>
/// <code>
/// entries | central directory | zip64 record (56) | zip64 locator (20) | end record (22) | comment     file offsets grow to the right
/// </code>
/// The zip64 records are optional; PyTorch always writes them. Source: PKWARE's APPNOTE.TXT 4.3.14 to 4.3.16.
/// </remarks>
internal readonly record struct ZipEndOfCentralDirectory(long DirectoryOffset, long DirectoryLength, long EntryCount)
{
    private const int EndBytes = 22, Zip64Bytes = 56, LocatorBytes = 20, MaxCommentBytes = 65_535;
    private const uint EndSignature = 0x06054b50, Zip64Signature = 0x06064b50, LocatorSignature = 0x07064b50;

    /// <summary>
    /// Finds the record. The directory must end where the records begin, and the file must end with the record's comment.
    /// </summary>
    /// <exception cref="ModelFormatException">There is no such record, or it disagrees with the file.</exception>
    public static ZipEndOfCentralDirectory Find(ByteSource file, string path)
    {
        long length = file.Length;
        byte[] tail = new byte[Math.Min(length, EndBytes + MaxCommentBytes)];
        file.ReadExactly(tail, length - tail.Length, path);
        int index = IndexOfEnd(tail);
        if (index < 0)
        {
            throw new ModelFormatException(
                path, "", "begins as a zip file, but has no directory at its end: it is cut off, or something follows it.");
        }

        // The end record: 16- and 32-bit fields.
        ReadOnlySpan<byte> end = tail.AsSpan(index);
        long recordsOffset = length - tail.Length + index;
        ulong disks = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) | BinaryPrimitives.ReadUInt16LittleEndian(end[6..]);
        ulong entriesOnDisk = BinaryPrimitives.ReadUInt16LittleEndian(end[8..]),
            entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);

        // The zip64 record: the same fields in 64 bits.
        if (HasZip64(file, path, recordsOffset))
        {
            recordsOffset -= Zip64Bytes + LocatorBytes;
            Span<byte> zip64 = stackalloc byte[Zip64Bytes];
            file.ReadExactly(zip64, recordsOffset, path);
            disks |= BinaryPrimitives.ReadUInt64LittleEndian(zip64[16..]);
            entriesOnDisk = Widen(entriesOnDisk, ushort.MaxValue, zip64[24..], path);
            entries = Widen(entries, ushort.MaxValue, zip64[32..], path);
            bytes = Widen(bytes, uint.MaxValue, zip64[40..], path);
            offset = Widen(offset, uint.MaxValue, zip64[48..], path);
        }

        if (disks != 0 || entriesOnDisk != entries)
            throw new ModelFormatException(path, "directory", "lies in several files; one was expected.");
        if (offset > (ulong)recordsOffset || bytes != (ulong)recordsOffset - offset)
        {
            throw new ModelFormatException(
                path, "directory", $"has {bytes:N0} bytes from byte {offset:N0} on; it should end at byte {recordsOffset:N0}.");
        }

        return new ZipEndOfCentralDirectory((long)offset, (long)bytes, (long)Math.Min(entries, long.MaxValue));
    }

    /// <summary>The index of the end record, whose comment must reach exactly to the file's end; -1 where there is none.</summary>
    private static int IndexOfEnd(ReadOnlySpan<byte> tail)
    {
        for (int index = tail.Length - EndBytes; index >= 0; index--)
        {
            ReadOnlySpan<byte> end = tail[index..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndSignature
                && EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length)
                return index;
        }

        return -1;
    }

    /// <summary>Whether zip64 record and locator stand directly before the end record.</summary>
    private static bool HasZip64(ByteSource file, string path, long endOffset)
    {
        long expected = endOffset - LocatorBytes - Zip64Bytes;
        if (expected < 0)
            return false;
        Span<byte> records = stackalloc byte[Zip64Bytes + LocatorBytes];
        file.ReadExactly(records, expected, path);
        ReadOnlySpan<byte> locator = records[Zip64Bytes..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
            return false;
        return BinaryPrimitives.ReadUInt32LittleEndian(records) == Zip64Signature
            && BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]) == (ulong)expected
            ? true
            : throw new ModelFormatException(
                path, "directory", $"has a locator of zip64, but no zip64 record at byte {expected:N0} before it.");
    }

    /// <summary>The zip64 field, which must equal the end record's unless that one is saturated.</summary>
    private static ulong Widen(ulong narrow, ulong saturated, ReadOnlySpan<byte> zip64, string path)
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(zip64);
        return narrow == saturated || narrow == value
            ? value
            : throw new ModelFormatException(
                path, "directory", $"has {value:N0} in its zip64 record, where the record of the end has {narrow:N0}.");
    }
}
