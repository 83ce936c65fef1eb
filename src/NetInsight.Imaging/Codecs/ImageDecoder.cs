using SkiaSharp;

namespace NetInsight.Imaging.Codecs;

/// <summary>Decodes the bytes of a file by Skia's codecs, after all checks that are possible before decoding.</summary>
/// <remarks>
/// <see cref="SKCodec"/> with unpremultiplied alpha and no colour space gives the same bytes as Pillow's <c>convert('RGB')</c>;
/// <c>SKBitmap.Decode</c> premultiplies, and an sRGB target applies gAMA and ICC (measured).
/// </remarks>
internal static class ImageDecoder
{
    private const long ScansAtFullSize = 16;

    /// <summary>Bytes that decoding may take however small the file is.</summary>
    private const long MemoryOfAnyFile = 64L << 20;

    /// <exception cref="ImageFormatException">The bytes are not an image within the limits.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, ImageLimits limits, string? path)
    {
        if (bytes.Length > limits.MaxFileBytes)
            throw TooLong(limits, path);
        if (FileSignature.WhyNotReadable(bytes) is { } reason)
            throw new ImageFormatException(reason, path);

        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new ImageFormatException(
                "The file begins as an image, but its header is damaged, truncated or of an unsupported kind.", path);
        CheckSize(codec.Info.Height, codec.Info.Width, limits, path);
        CheckWork(bytes, Math.BigMul(codec.Info.Width, codec.Info.Height), limits, path);
        if (!limits.AllowTruncated && FileSignature.IsJpeg(bytes) && JpegScans.WhyIncomplete(bytes) is { } missing)
            throw new ImageFormatException(missing, path);
        int orientation = FileSignature.IsPng(bytes) ? PngOrientation.Of(bytes) : (int)codec.EncodedOrigin;
        bool isTurned = limits.ApplyExifOrientation && orientation is > 1 and <= 8;
        using IDisposable memory = Memory(DecodingMemory.Of(bytes, codec, isTurned), bytes.Length, limits, path);
        RgbImage image = Pixels(codec, limits, path);
        return isTurned ? ExifOrientation.Apply(image, orientation) : image;
    }

    /// <summary>Takes the memory of a decode from the budget.</summary>
    /// <exception cref="ImageFormatException">It is more than the limits allow.</exception>
    private static IDisposable Memory(long needed, long fileBytes, ImageLimits limits, string? path)
    {
        long most = Math.Min(limits.MaxMemoryBytes, limits.MemoryBudget.Bytes);
        if (needed > most)
        {
            throw new ImageFormatException(
                $"Decoding takes {needed} bytes of memory, above the limit of {most} ({nameof(ImageLimits.MaxMemoryBytes)}).", path);
        }

        if (needed > MemoryOfAnyFile + limits.MaxExpansion * (double)fileBytes)
        {
            throw new ImageFormatException(
                $"Decoding takes {needed} bytes of memory for a file of {fileBytes}, above the limit of {limits.MaxExpansion} bytes "
                + $"for each byte of the file ({nameof(ImageLimits.MaxExpansion)}).",
                path);
        }

        return limits.MemoryBudget.Take(needed);
    }

    /// <summary>The exception for a file or stream longer than <see cref="ImageLimits.MaxFileBytes"/>.</summary>
    public static ImageFormatException TooLong(ImageLimits limits, string? path) =>
        new($"The file is longer than the limit of {limits.MaxFileBytes} bytes ({nameof(ImageLimits.MaxFileBytes)}).", path);

    private static void CheckSize(int height, int width, ImageLimits limits, string? path)
    {
        string found = $"The image is {width} x {height} pixels";
        if (width <= 0 || height <= 0)
            throw new ImageFormatException($"{found}.", path);
        if (width > limits.MaxSide || height > limits.MaxSide)
            throw new ImageFormatException($"{found}, above the limit of {limits.MaxSide} a side ({nameof(limits.MaxSide)}).", path);
        if (Math.BigMul(width, height) > limits.MaxPixels)
            throw new ImageFormatException($"{found}, above the limit of {limits.MaxPixels} in all ({nameof(limits.MaxPixels)}).", path);
    }

    /// <summary>Bounds the decoding time of a progressive JPEG, which grows with scans times pixels.</summary>
    private static void CheckWork(ReadOnlySpan<byte> bytes, long pixels, ImageLimits limits, string? path)
    {
        if (!FileSignature.IsJpeg(bytes))
            return;
        int scans = JpegScans.Count(bytes);
        if (scans * pixels > ScansAtFullSize * limits.MaxPixels)
        {
            throw new ImageFormatException(
                $"The JPEG has {scans} scans of {pixels} pixels, above the limit of {ScansAtFullSize} scans of {limits.MaxPixels}.",
                path);
        }
    }

    private static RgbImage Pixels(SKCodec codec, ImageLimits limits, string? path)
    {
        int width = codec.Info.Width, height = codec.Info.Height;
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        byte[] pixels = new byte[4 * width * height];
        SKCodecResult result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha), pixels);
        bool isTruncated = result is SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput;
        if (result == SKCodecResult.Success || (isTruncated && limits.AllowTruncated))
            return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgba32);
        throw new ImageFormatException(
            result == SKCodecResult.IncompleteInput
                ? $"The file ends before the last of its {width} x {height} pixels."
                : $"The pixels cannot be decoded ({result}).",
            path);
    }
}
