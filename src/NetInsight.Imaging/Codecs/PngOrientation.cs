using System.Buffers.Binary;

namespace NetInsight.Imaging.Codecs;

/// <summary>
/// The EXIF orientation (tag 0x0112) in the chunk <c>eXIf</c> of a PNG (PNG Specification, third edition), which SkiaSharp does not read.
/// </summary>
internal static class PngOrientation
{
    private const int SignatureBytes = 8, EntryBytes = 12, Orientation = 0x0112, UnsignedShort = 3;

    /// <summary>1 to 8, or 1 where the file states none.</summary>
    public static int Of(ReadOnlySpan<byte> png)
    {
        // A chunk: length of its data (4 bytes), type (4), data, checksum (4).
        for (long at = SignatureBytes; at + 12 <= png.Length;)
        {
            ReadOnlySpan<byte> chunk = png[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - 12)
                return 1;
            if (chunk[4..8].SequenceEqual("eXIf"u8))
                return OfExif(chunk.Slice(8, (int)length));
            at += 12 + length;
        }

        return 1;
    }

    /// <summary>
    /// A TIFF header (byte order, 42, offset of the first directory); in the directory a count, then entries of tag, type, count, value.
    /// </summary>
    private static int OfExif(ReadOnlySpan<byte> exif)
    {
        bool isLittle = exif.StartsWith("II*\0"u8);
        if (exif.Length < 10 || (!isLittle && !exif.StartsWith("MM\0*"u8)))
            return 1;
        uint directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > exif.Length - 2)
            return 1;
        ReadOnlySpan<byte> entries = exif[(int)directory..];
        int count = Short(entries, isLittle);
        entries = entries[2..];
        for (int i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (Short(entries, isLittle) == Orientation && Short(entries[2..], isLittle) == UnsignedShort)
                return Short(entries[8..], isLittle);
        }

        return 1;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
