using SkiaSharp;

namespace NetInsight.Imaging.Codecs;

/// <summary>The memory that decoding an image takes at once, in bytes, before any of it is allocated.</summary>
internal static class DecodingMemory
{
    private const int DecodedBytes = 4, ImageBytes = 3;          // of a pixel: what Skia writes, and what an RgbImage holds

    /// <summary>
    /// All buffers together: the file and the codec's copy of it, the codec's own, the decoded pixels, the image, and the image turned
    /// upright.
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="codec">Its codec.</param>
    /// <param name="isTurned">Whether the image is turned by its EXIF orientation.</param>
    public static long Of(ReadOnlySpan<byte> bytes, SKCodec codec, bool isTurned)
    {
        long pixels = Math.BigMul(codec.Info.Width, codec.Info.Height);
        long own = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => JpegScans.CoefficientBytes(bytes),
            SKEncodedImageFormat.Png => IsInterlaced(bytes) ? 8 * pixels : 0,       // up to 16 bits a channel
            SKEncodedImageFormat.Bmp => 0,
            _ => 4 * pixels,                                                        // GIF and WebP decode to a frame of their own
        };
        return 2L * bytes.Length + own + pixels * (DecodedBytes + ImageBytes + (isTurned ? ImageBytes : 0));
    }

    /// <summary>Whether a PNG is sent in passes (Adam7): byte 12 of its header chunk, which begins at 16.</summary>
    private static bool IsInterlaced(ReadOnlySpan<byte> bytes) => bytes.Length > 28 && bytes[28] != 0;
}
