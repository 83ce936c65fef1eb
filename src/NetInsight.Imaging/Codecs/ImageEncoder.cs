using SkiaSharp;

namespace NetInsight.Imaging.Codecs;

/// <summary>Encodes pixels as the bytes of a file. The same image gives the same bytes.</summary>
internal static class ImageEncoder
{
    /// <exception cref="ArgumentOutOfRangeException">The quality is not between 1 and 100, or the format is unknown.</exception>
    /// <exception cref="InvalidOperationException">The image is larger than the format allows.</exception>
    public static byte[] Encode(RgbImage image, ImageFormat format, int quality)
    {
        Check.Within(quality, 1, 100, nameof(quality));
        return format switch
        {
            ImageFormat.Png => Skia(image, int.MaxValue, format, pixels => pixels.Encode(SKPngEncoderOptions.Default)),
            ImageFormat.Jpeg => Skia(image, 65_535, format, pixels => pixels.Encode(new SKJpegEncoderOptions(quality))),
            ImageFormat.WebP => Skia(image, 16_383, format, pixels => pixels.Encode(quality == 100
                ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)
                : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality))),
            ImageFormat.Bmp => BmpEncoder.Encode(image),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown image format."),
        };
    }

    /// <summary>A PNG whose pixels are opaque or transparent; the colours of transparent ones are 0.</summary>
    public static byte[] EncodePng(RgbImage image, ReadOnlySpan<bool> opaque)
    {
        using SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Span<byte> bytes = bitmap.GetPixelSpan();
        image.CopyPixelsTo(bytes, PixelLayout.Rgba32, bitmap.RowBytes);
        for (int i = 0; i < opaque.Length; i++)
        {
            if (!opaque[i])
                bytes.Slice(i / image.Width * bitmap.RowBytes + i % image.Width * 4, 4).Clear();
        }

        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(SKPngEncoderOptions.Default)
            ?? throw new InvalidOperationException($"{image} could not be encoded as PNG.");
        return data.ToArray();
    }

    private static byte[] Skia(RgbImage image, int maxSide, ImageFormat format, Func<SKPixmap, SKData?> encode)
    {
        if (image.Width > maxSide || image.Height > maxSide)
            throw new InvalidOperationException($"{format} holds at most {maxSide} pixels a side, but this is {image}.");
        using SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKPixmap pixels = bitmap.PeekPixels();
        image.CopyPixelsTo(bitmap.GetPixelSpan(), PixelLayout.Rgba32, bitmap.RowBytes);
        using SKData data = encode(pixels) ?? throw new InvalidOperationException($"{image} could not be encoded as {format}.");
        return data.ToArray();
    }
}
