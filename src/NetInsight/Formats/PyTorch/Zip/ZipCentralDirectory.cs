using System.Buffers.Binary;
using System.Text;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;

namespace NetInsight.Formats.PyTorch.Zip;

/// <summary>
/// The entries of a zip file of which none is compressed or encrypted and none overlaps another. Their file offsets are needed, so that a
/// tensor can be read without reading the directory again; System.IO.Compression does not expose them. Source: PKWARE's APPNOTE.TXT 4.3.
/// </summary>
internal sealed class ZipCentralDirectory
{
    private const int HeaderBytes = 46, LocalHeaderBytes = 30;
    private const uint HeaderSignature = 0x02014b50, LocalHeaderSignature = 0x04034b50;
    private const ushort Encrypted = 1, SizesFollowData = 8, Utf8Name = 0x800, MaskedHeader = 0x2000;

    private readonly ByteSource _file;
    private readonly string _path;
    private readonly ZipEndOfCentralDirectory _end;

    private ZipCentralDirectory(ByteSource file, string path, ZipEndOfCentralDirectory end) => (_file, _path, _end) = (file, path, end);

    /// <summary>Reads the directory and the headers of all entries.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="maxEntries">The most entries.</param>
    /// <exception cref="ModelFormatException">It is broken, compressed, encrypted, or its entries overlap or share a name.</exception>
    /// <exception cref="ResourceLimitException">It has more entries than <paramref name="maxEntries"/>.</exception>
    public static Dictionary<string, ZipEntry> Read(ByteSource file, string path, long maxEntries)
    {
        ZipEndOfCentralDirectory end = ZipEndOfCentralDirectory.Find(file, path);
        if (end.EntryCount > maxEntries)
            throw new ResourceLimitException($"{Printable.Escape(path)}: {end.EntryCount:N0} entries; the limit is {maxEntries:N0}.");
        if (end.EntryCount > end.DirectoryLength / HeaderBytes)
            throw new ModelFormatException(
                path, "directory", $"has {end.DirectoryLength:N0} bytes, too few for {end.EntryCount:N0} entries.");
        return new ZipCentralDirectory(file, path, end).ReadEntries();
    }

    private Dictionary<string, ZipEntry> ReadEntries()
    {
        FileRangeReader directory = new(_file, _path, "directory", _end.DirectoryOffset, _end.DirectoryOffset + _end.DirectoryLength);
        Dictionary<string, ZipEntry> entries = new((int)_end.EntryCount, StringComparer.Ordinal);
        for (long i = 0; i < _end.EntryCount; i++)
        {
            ZipEntry entry = ReadEntry(directory);
            if (!entries.TryAdd(entry.Name, entry))
                throw Fault(entry.Name, "appears twice in the zip file.");
        }

        if (directory.Remaining != 0)
            throw directory.Fault($"{directory.Remaining:N0} bytes follow the last of {_end.EntryCount:N0} entries; none were expected.");
        CheckOverlap([.. entries.Values]);
        return entries;
    }

    private ZipEntry ReadEntry(FileRangeReader directory)
    {
        ReadOnlySpan<byte> header = directory.Read(HeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature)
            throw directory.Fault("is no entry of a zip directory.");
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        ZipEntrySizes sizes = ZipEntrySizes.Read(header);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        byte[] nameBytes = directory.Read(nameLength).ToArray();
        string name = ((flags & Utf8Name) != 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(nameBytes);
        sizes = sizes.WithZip64(directory.Read(extraLength), name, _path);
        directory.Skip((ulong)commentLength);

        if ((flags & (Encrypted | MaskedHeader)) != 0)
            throw Fault(name, "is encrypted; this is not supported.");
        if (method != 0 || sizes.Compressed != sizes.Uncompressed)
        {
            throw Fault(name, $"is compressed (method {method}, {sizes.Compressed:N0} bytes for {sizes.Uncompressed:N0}); "
                + "PyTorch stores without compression.");
        }

        if (sizes.Compressed > (ulong)_end.DirectoryOffset || sizes.HeaderOffset > (ulong)_end.DirectoryOffset)
        {
            throw Fault(name, $"has {sizes.Compressed:N0} bytes from byte {sizes.HeaderOffset:N0} on; "
                + $"the directory begins at byte {_end.DirectoryOffset:N0}.");
        }

        long dataOffset = ReadLocalHeader((long)sizes.HeaderOffset, nameBytes, name, sizes);
        return new ZipEntry(name, (long)sizes.HeaderOffset, dataOffset, (long)sizes.Compressed);
    }

    /// <summary>Checks an entry's local header against the directory; returns the file offset of the entry's first byte.</summary>
    private long ReadLocalHeader(long offset, byte[] nameBytes, string name, ZipEntrySizes sizes)
    {
        if (offset > _end.DirectoryOffset - LocalHeaderBytes - nameBytes.Length)
            throw Fault(name, "has a header that goes beyond the entries of the zip file.");
        byte[] bytes = new byte[LocalHeaderBytes + nameBytes.Length];
        _file.ReadExactly(bytes, offset, _path);
        ReadOnlySpan<byte> header = bytes;
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalHeaderSignature
            || BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) != nameBytes.Length
            || !header[LocalHeaderBytes..].SequenceEqual(nameBytes))
            throw Fault(name, $"has no header of its name at byte {offset:N0}, where the directory says.");
        if ((flags & (Encrypted | MaskedHeader)) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != 0)
            throw Fault(name, "is compressed or encrypted by its header, but not by the directory.");
        uint compressed = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
        uint uncompressed = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
        bool agrees = (compressed == uint.MaxValue || compressed == sizes.Compressed)
            && (uncompressed == uint.MaxValue || uncompressed == sizes.Uncompressed);
        if ((flags & SizesFollowData) == 0 && !agrees)
            throw Fault(name, $"has {compressed:N0} bytes by its header, but {sizes.Compressed:N0} by the directory.");
        return offset + bytes.Length + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    private void CheckOverlap(ZipEntry[] entries)
    {
        Array.Sort(entries, (a, b) => a.HeaderOffset.CompareTo(b.HeaderOffset));
        for (int i = 0; i < entries.Length; i++)
        {
            long limit = i + 1 < entries.Length ? entries[i + 1].HeaderOffset : _end.DirectoryOffset;
            if (entries[i].End > limit)
                throw Fault(entries[i].Name, $"goes to byte {entries[i].End:N0}, over what begins at byte {limit:N0}.");
        }
    }

    private ModelFormatException Fault(string name, string rule) => new(_path, name, rule);
}
