using System.Buffers.Binary;

namespace NetInsight.Formats.PyTorch;

/// <summary>Sizes and place of a zip entry; where a field of 32 bits is full, the value stands in the extra field of zip64.</summary>
/// <param name="Stored">Its bytes in the file.</param>
/// <param name="Plain">Its bytes without compression.</param>
/// <param name="Header">Where its local header begins.</param>
internal readonly record struct ZipSizes(ulong Stored, ulong Plain, ulong Header)
{
    /// <summary>Reads the fields of 32 bits of an entry of the directory.</summary>
    public static ZipSizes Read(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[42..]));

    /// <summary>These sizes with full fields replaced by those of zip64 (header 1: plain, stored, header, each of 8 bytes if its field is full).</summary>
    public ZipSizes Widen(ReadOnlySpan<byte> extra, string name, string path)
    {
        if (Stored != uint.MaxValue && Plain != uint.MaxValue && Header != uint.MaxValue)
            return this;
        while (extra.Length >= 4)
        {
            int kind = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                break;
            if (kind == 1)
            {
                ReadOnlySpan<byte> fields = extra.Slice(4, length);
                ulong plain = Wide(Plain, ref fields, name, path), stored = Wide(Stored, ref fields, name, path);
                return new ZipSizes(stored, plain, Wide(Header, ref fields, name, path));
            }

            extra = extra[(4 + length)..];
        }

        throw new ModelFormatException(path, name, "has full sizes of 32 bits, but no zip64 sizes.");
    }

    private static ulong Wide(ulong value, ref ReadOnlySpan<byte> fields, string name, string path)
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
