using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The entries of a zip file of which none is compressed or encrypted and none overlaps another. Their places in the file are needed, so that
/// a tensor can be read without reading the directory again; System.IO.Compression does not tell them. Source: PKWARE's APPNOTE.TXT 4.3.
/// </summary>
internal sealed class ZipDirectory
{
    private const int HeaderBytes = 46, LocalHeaderBytes = 30;
    private const ushort Encrypted = 1, SizesFollow = 8, Utf8Name = 0x800, MaskedHeader = 0x2000;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly ZipDirectoryPlace _place;

    private ZipDirectory(SafeFileHandle file, string path, ZipDirectoryPlace place) => (_file, _path, _place) = (file, path, place);

    /// <summary>Reads the directory and the headers of all entries.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="most">The most entries.</param>
    /// <exception cref="ModelFormatException">It is broken, compressed, encrypted, or its entries overlap or share a name.</exception>
    /// <exception cref="ResourceLimitException">It has more entries than <paramref name="most"/>.</exception>
    public static Dictionary<string, ZipEntry> Read(SafeFileHandle file, string path, long most)
    {
        ZipDirectoryPlace place = ZipDirectoryPlace.Find(file, path);
        if (place.Entries > most)
            throw new ResourceLimitException($"{Printable.Escape(path)}: {place.Entries:N0} entries; the limit is {most:N0}.");
        if (place.Entries > place.Length / HeaderBytes)
            throw new ModelFormatException(path, "directory", $"has {place.Length:N0} bytes, too few for {place.Entries:N0} entries.");
        return new ZipDirectory(file, path, place).ReadEntries();
    }

    private Dictionary<string, ZipEntry> ReadEntries()
    {
        FileWindow directory = new(_file, _path, "directory", _place.Start, _place.Start + _place.Length);
        Dictionary<string, ZipEntry> entries = new((int)_place.Entries, StringComparer.Ordinal);
        for (long i = 0; i < _place.Entries; i++)
        {
            ZipEntry entry = ReadEntry(directory);
            if (!entries.TryAdd(entry.Name, entry))
                throw Fault(entry.Name, "stands twice in the zip file.");
        }

        if (directory.Left != 0)
            throw directory.Fault($"{directory.Left:N0} bytes follow the last of {_place.Entries:N0} entries; none were expected.");
        CheckOverlap([.. entries.Values]);
        return entries;
    }

    private ZipEntry ReadEntry(FileWindow directory)
    {
        ReadOnlySpan<byte> header = directory.Take(HeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x02014b50)
            throw directory.Fault("is no entry of a zip directory.");
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        ZipSizes sizes = ZipSizes.Read(header);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        byte[] nameBytes = directory.Take(nameLength).ToArray();
        string name = ((flags & Utf8Name) != 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(nameBytes);
        sizes = sizes.Widen(directory.Take(extraLength), name, _path);
        directory.Skip((ulong)commentLength);

        if ((flags & (Encrypted | MaskedHeader)) != 0)
            throw Fault(name, "is encrypted; this is not supported.");
        if (method != 0 || sizes.Stored != sizes.Plain)
            throw Fault(name, $"is compressed (method {method}, {sizes.Stored:N0} bytes for {sizes.Plain:N0}); PyTorch stores without compression.");
        if (sizes.Stored > (ulong)_place.Start || sizes.Header > (ulong)_place.Start)
            throw Fault(name, $"has {sizes.Stored:N0} bytes from byte {sizes.Header:N0} on; the directory begins at byte {_place.Start:N0}.");
        return new ZipEntry(name, (long)sizes.Header, ReadLocalHeader((long)sizes.Header, nameBytes, name, sizes), (long)sizes.Stored);
    }

    /// <summary>Checks the header before the entry's bytes against the directory, and gives the place of the first byte.</summary>
    private long ReadLocalHeader(long at, byte[] nameBytes, string name, ZipSizes sizes)
    {
        if (at > _place.Start - LocalHeaderBytes - nameBytes.Length)
            throw Fault(name, "has a header that goes beyond the entries of the zip file.");
        byte[] bytes = new byte[LocalHeaderBytes + nameBytes.Length];
        _file.ReadWhole(bytes, at, _path);
        ReadOnlySpan<byte> header = bytes;
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50
            || BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) != nameBytes.Length
            || !header[LocalHeaderBytes..].SequenceEqual(nameBytes))
            throw Fault(name, $"has no header of its name at byte {at:N0}, where the directory says.");
        if ((flags & (Encrypted | MaskedHeader)) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != 0)
            throw Fault(name, "is compressed or encrypted by its header, but not by the directory.");
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]), plain = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
        if ((flags & SizesFollow) == 0 && ((stored != uint.MaxValue && stored != sizes.Stored) || (plain != uint.MaxValue && plain != sizes.Plain)))
            throw Fault(name, $"has {stored:N0} bytes by its header, but {sizes.Stored:N0} by the directory.");
        return at + bytes.Length + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    private void CheckOverlap(ZipEntry[] entries)
    {
        Array.Sort(entries, (a, b) => a.HeaderStart.CompareTo(b.HeaderStart));
        for (int i = 0; i < entries.Length; i++)
        {
            long limit = i + 1 < entries.Length ? entries[i + 1].HeaderStart : _place.Start;
            if (entries[i].End > limit)
                throw Fault(entries[i].Name, $"goes to byte {entries[i].End:N0}, over what begins at byte {limit:N0}.");
        }
    }

    private ModelFormatException Fault(string name, string rule) => new(_path, name, rule);
}
