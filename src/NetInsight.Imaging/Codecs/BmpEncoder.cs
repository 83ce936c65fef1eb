using System.Buffers.Binary;
using NetInsight.Imaging.Images;

namespace NetInsight.Imaging.Codecs;

/// <summary>
/// Windows bitmap, version 3: file header of 14 bytes, BITMAPINFOHEADER of 40, then rows of blue, green, red from the bottom, each padded
/// with zeros to a multiple of 4 bytes. (Skia reads BMP and does not write it.)
/// </summary>
internal static class BmpEncoder
{
    private const int HeaderBytes = 54;
    private const int PixelsPerMetre = 2835;        // 72 dots an inch

    public static byte[] Encode(RgbImage image)
    {
        int stride = (3 * image.Width + 3) & ~3;
        long length = HeaderBytes + (long)stride * image.Height;
        if (length > Array.MaxLength)
            throw new InvalidOperationException($"{image} as BMP would have {length} bytes.");

        byte[] file = new byte[length];
        "BM"u8.CopyTo(file);
        Put(2, (int)length);
        Put(10, HeaderBytes);
        Put(14, HeaderBytes - 14);
        Put(18, image.Width);
        Put(22, image.Height);
        Put(26, 1 | (24 << 16));                    // one plane, 24 bits a pixel
        Put(34, (int)length - HeaderBytes);
        Put(38, PixelsPerMetre);
        Put(42, PixelsPerMetre);
        for (int y = 0; y < image.Height; y++)
            PixelLayouts.Write(image.Row(image.Height - 1 - y), PixelLayout.Bgr24, file.AsSpan(HeaderBytes + stride * y));
        return file;

        void Put(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
    }
}
