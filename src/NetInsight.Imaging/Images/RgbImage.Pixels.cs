using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetInsight.Imaging.Images;

namespace NetInsight;

public sealed partial class RgbImage
{
    /// <summary>Copies pixels of another library (ImageSharp, System.Drawing, OpenCV) into an image; rows without gaps.</summary>
    /// <param name="pixels">The rows from the top.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="layout">Order of the bytes of a pixel. Alpha is dropped without blending, as in Pillow's <c>convert('RGB')</c>.</param>
    /// <exception cref="ArgumentException">Too few bytes, or a side that is not positive.</exception>
    public static RgbImage FromPixels(ReadOnlySpan<byte> pixels, int height, int width, PixelLayout layout) =>
        FromPixels(pixels, height, width, layout, strideBytes: 0);

    /// <summary>Copies pixels whose rows may be padded into an image.</summary>
    /// <param name="pixels">The rows from the top; the last one need not be padded to the full stride.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="layout">Order of the bytes of a pixel. Alpha is dropped without blending, as in Pillow's <c>convert('RGB')</c>.</param>
    /// <param name="strideBytes">Bytes from the start of a row to the start of the next; 0 means rows without gaps.</param>
    /// <exception cref="ArgumentException">Too few bytes, a stride shorter than a row, or a side that is not positive.</exception>
    public static RgbImage FromPixels(ReadOnlySpan<byte> pixels, int height, int width, PixelLayout layout, int strideBytes)
    {
        byte[] result = NewPixels(height, width);
        int stride = CheckedStride(pixels.Length, height, width, layout, strideBytes, nameof(pixels));
        for (int y = 0; y < height; y++)
            PixelLayouts.Read(pixels[(int)((long)y * stride)..], layout, result.AsSpan(3 * width * y, 3 * width));
        return new RgbImage(result, height, width);
    }

    /// <summary>Copies pixels that are structures, such as ImageSharp's <c>Rgb24</c>, into an image; rows without gaps.</summary>
    /// <typeparam name="TPixel">A structure of the size of a pixel of <paramref name="layout"/>.</typeparam>
    /// <param name="pixels">The rows from the top.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="layout">Order of the bytes of a pixel. Alpha is dropped without blending.</param>
    /// <exception cref="ArgumentException">The structure has another size than the layout, or there are too few pixels.</exception>
    public static RgbImage FromPixels<TPixel>(ReadOnlySpan<TPixel> pixels, int height, int width, PixelLayout layout)
        where TPixel : unmanaged
    {
        int size = PixelLayouts.BytesPerPixel(layout);
        if (Unsafe.SizeOf<TPixel>() != size)
        {
            throw new ArgumentException(
                $"A pixel of {layout} has {size} bytes, but {typeof(TPixel).Name} has {Unsafe.SizeOf<TPixel>()}.", nameof(layout));
        }

        return FromPixels(MemoryMarshal.AsBytes(pixels), height, width, layout);
    }

    /// <summary>Writes all pixels, in the given layout, into memory that the caller owns.</summary>
    /// <param name="destination">Memory for all rows; bytes between the end of a row and the next one stay unchanged.</param>
    /// <param name="layout">Order of the bytes of a pixel. Alpha becomes 255; gray is luma as in Pillow's <c>convert('L')</c>.</param>
    /// <param name="strideBytes">Bytes from the start of a row to the start of the next; 0 means rows without gaps.</param>
    /// <exception cref="ArgumentException">The memory is too small, or the stride is shorter than a row.</exception>
    public void CopyPixelsTo(Span<byte> destination, PixelLayout layout, int strideBytes = 0)
    {
        int stride = CheckedStride(destination.Length, Height, Width, layout, strideBytes, nameof(destination));
        int row = Width * PixelLayouts.BytesPerPixel(layout);
        for (int y = 0; y < Height; y++)
            PixelLayouts.Write(Row(y), layout, destination.Slice((int)((long)y * stride), row));
    }

    /// <summary>The image in gray: every channel holds the BT.601 luma of <see cref="PixelLayout.Gray8"/>.</summary>
    public RgbImage ToGray()
    {
        byte[] result = new byte[_pixels.Length];
        for (int at = 0; at < result.Length; at += 3)
            result.AsSpan(at, 3).Fill(PixelLayouts.Luma(_pixels[at], _pixels[at + 1], _pixels[at + 2]));
        return new RgbImage(result, Height, Width);
    }

    private static int CheckedStride(int available, int height, int width, PixelLayout layout, int strideBytes, string name)
    {
        long row = (long)width * PixelLayouts.BytesPerPixel(layout);
        long stride = strideBytes == 0 ? row : strideBytes;
        if (stride < row)
            throw new ArgumentOutOfRangeException(nameof(strideBytes), strideBytes, $"A row of {width} {layout} pixels has {row} bytes.");
        long needed = stride * (height - 1) + row;
        if (available < needed)
            throw new ArgumentException($"{width} x {height} pixels of {layout} need {needed} bytes, but there are {available}.", name);
        return (int)stride;
    }
}
