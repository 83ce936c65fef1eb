using System.Buffers.Binary;

namespace NetInsight.Formats.PyTorch.Zip;

/// <summary>
/// Sizes and header offset of an entry of the central directory. Where a 32-bit field is saturated (0xffffffff), the value is in the zip64
/// extra field (APPNOTE 4.5.3).
/// </summary>
/// <param name="Compressed">Its bytes in the file.</param>
/// <param name="Uncompressed">Its bytes without compression.</param>
/// <param name="HeaderOffset">File offset of its local header.</param>
internal readonly record struct ZipEntrySizes(ulong Compressed, ulong Uncompressed, ulong HeaderOffset)
{
    private const int Zip64Extra = 1;

    /// <summary>Reads the 32-bit fields of an entry of the central directory.</summary>
    public static ZipEntrySizes Read(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[42..]));

    /// <summary>
    /// These sizes with saturated fields replaced by those of zip64: extra field 1 holds uncompressed size, compressed size and header
    /// offset in this order, 8 bytes each, but only those whose 32-bit field is saturated.
    /// </summary>
    public ZipEntrySizes WithZip64(ReadOnlySpan<byte> extra, string name, string path)
    {
        if (Compressed != uint.MaxValue && Uncompressed != uint.MaxValue && HeaderOffset != uint.MaxValue)
            return this;
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                break;
            if (id == Zip64Extra)
            {
                ReadOnlySpan<byte> fields = extra.Slice(4, length);
                ulong uncompressed = Widen(Uncompressed, ref fields, name, path), compressed = Widen(Compressed, ref fields, name, path);
                return new ZipEntrySizes(compressed, uncompressed, Widen(HeaderOffset, ref fields, name, path));
            }

            extra = extra[(4 + length)..];
        }

        throw new ModelFormatException(path, name, "has full sizes of 32 bits, but no zip64 sizes.");
    }

    private static ulong Widen(ulong value, ref ReadOnlySpan<byte> fields, string name, string path)
    {
        if (value != uint.MaxValue)
            return value;
        if (fields.Length < 8)
            throw new ModelFormatException(path, name, "has too few zip64 sizes.");
        ulong wide = BinaryPrimitives.ReadUInt64LittleEndian(fields);
        fields = fields[8..];
        return wide;
    }
}
