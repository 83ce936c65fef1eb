using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetInsight.Tests.Imaging.Codecs;

/// <summary>Builds PNG files chunk by chunk, right and wrong ones.</summary>
internal static class PngBytes
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file; <paramref name="rows"/> are filtered rows before compression.</summary>
    public static byte[] File(uint height, uint width, byte depth, byte colorType, byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest))
            zlib.Write(rows);
        return [.. Signature, .. Header(height, width, depth, colorType), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Header(uint height, uint width, byte depth, byte colorType)
    {
        byte[] body = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(body, width);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), height);
        (body[8], body[9]) = (depth, colorType);
        return Chunk("IHDR", body);
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
        byte[] ends = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(ends, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(ends.AsSpan(4), Crc(typed));
        return [.. ends[..4], .. typed, .. ends[4..]];
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
