using System.Security.Cryptography;
using CsCheck;

namespace NetInsight.Tests.Imaging;

/// <summary>Test images, and comparisons of images.</summary>
internal static class TestImages
{
    /// <summary>Images of random pixels, 1 to <paramref name="largest"/> a side.</summary>
    public static Gen<RgbImage> Random(int largest) =>
        from width in Gen.Int[1, largest]
        from height in Gen.Int[1, largest]
        from pixels in Gen.Byte.Array[3 * width * height]
        select RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);

    /// <summary>Noise that a Python script can reproduce: a hash of column, row and channel.</summary>
    public static RgbImage Noise(int height, int width)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int at = 0; at < pixels.Length; at++)
        {
            (uint pixel, uint channel) = ((uint)at / 3, (uint)at % 3);
            (uint y, uint x) = (pixel / (uint)width, pixel % (uint)width);
            uint value = unchecked(x * 2654435761 + y * 40503 * 65537 + channel * 97 * 16777619);
            value ^= value >> 15;
            value = unchecked(value * 2246822519);
            value ^= value >> 13;
            pixels[at] = (byte)value;
        }

        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }

    /// <summary>A smooth gradient to the right and downwards, which lossy codecs preserve well.</summary>
    public static RgbImage Gradient(int height, int width)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += 3)
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(40 + 160 * x / width), (byte)(40 + 160 * y / height), 100);
        }

        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }

    /// <summary>An image of the given colours, row-major.</summary>
    public static RgbImage Of(int width, params RgbColor[] colors) =>
        RgbImage.FromPixels<RgbColor>(colors, colors.Length / width, width, PixelLayout.Rgb24);

    /// <summary>The first 16 hex digits of the SHA-256 of the pixels.</summary>
    public static string Hash(RgbImage image) => Convert.ToHexString(SHA256.HashData(image.Pixels))[..16];

    public static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        int at = expected.Pixels.CommonPrefixLength(actual.Pixels);
        Assert.True(
            at == expected.Pixels.Length,
            at == expected.Pixels.Length ? "" : $"byte {at}: expected {expected.Pixels[at]}, got {actual.Pixels[at]} in {actual}");
    }
}
