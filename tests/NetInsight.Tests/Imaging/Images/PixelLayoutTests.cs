using System.Runtime.InteropServices;
using CsCheck;

namespace NetInsight.Tests.Imaging.Images;

/// <summary>Pixels of other libraries are read and written in every layout, with and without gaps between rows.</summary>
public sealed class PixelLayoutTests
{
    private static readonly RgbImage Two = TestImages.Of(1, new RgbColor(10, 20, 30), new RgbColor(200, 100, 0));

    [Theory]
    [InlineData(PixelLayout.Rgb24, new byte[] { 10, 20, 30, 200, 100, 0 })]
    [InlineData(PixelLayout.Bgr24, new byte[] { 30, 20, 10, 0, 100, 200 })]
    [InlineData(PixelLayout.Rgba32, new byte[] { 10, 20, 30, 255, 200, 100, 0, 255 })]
    [InlineData(PixelLayout.Bgra32, new byte[] { 30, 20, 10, 255, 0, 100, 200, 255 })]
    [InlineData(PixelLayout.Gray8, new byte[] { 18, 118 })]                // Pillow: convert('L') of these two
    public void Layouts_are_as_named(PixelLayout layout, byte[] expected)
    {
        byte[] written = new byte[expected.Length];
        Two.CopyPixelsTo(written, layout);
        Assert.Equal(expected, written);
        if (layout != PixelLayout.Gray8)
            TestImages.AssertSame(Two, RgbImage.FromPixels(expected, 2, 1, layout));
    }

    [Fact]
    public void Gray_equals_Pillow()
    {
        byte[] gray = new byte[36];
        TestImages.Noise(4, 9).CopyPixelsTo(gray, PixelLayout.Gray8);
        Assert.Equal("7B9593707772C1A48DA6AEABCA87C695B9659F7FA3D89ECCAE847F30C8B4968082506A45", Convert.ToHexString(gray));
        TestImages.AssertSame(RgbImage.FromPixels(gray, 4, 9, PixelLayout.Gray8), TestImages.Noise(4, 9).ToGray());
    }

    [Fact]
    public void Every_layout_comes_back_with_any_stride() => Gen.Select(TestImages.Random(7), Gen.Int[0, 9]).Sample(
        (image, gap) =>
        {
            foreach (PixelLayout layout in new[] { PixelLayout.Rgb24, PixelLayout.Bgr24, PixelLayout.Rgba32, PixelLayout.Bgra32 })
            {
                int row = image.Width * (layout < PixelLayout.Rgba32 ? 3 : 4), stride = row + gap;
                byte[] bytes = new byte[stride * (image.Height - 1) + row];
                Array.Fill(bytes, (byte)77);
                image.CopyPixelsTo(bytes, layout, stride);
                TestImages.AssertSame(image, RgbImage.FromPixels(bytes, image.Height, image.Width, layout, stride));
                for (int y = 0; y < image.Height - 1; y++)
                    Assert.All(bytes[(stride * y + row)..(stride * (y + 1))], value => Assert.Equal(77, value));
            }
        },
        iter: 50);

    [Fact]
    public void Structures_of_other_libraries_are_accepted()
    {
        Bgra[] pixels = [new Bgra(3, 2, 1, 0), new Bgra(6, 5, 4, 9)];
        TestImages.AssertSame(
            TestImages.Of(2, new RgbColor(1, 2, 3), new RgbColor(4, 5, 6)),
            RgbImage.FromPixels<Bgra>(pixels, 1, 2, PixelLayout.Bgra32));
    }

    [Fact]
    public void Structures_of_another_size_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => RgbImage.FromPixels<Bgra>(new Bgra[2], 1, 2, PixelLayout.Rgb24));
        Assert.Equal("layout", error.ParamName);
        Assert.StartsWith("A pixel of Rgb24 has 3 bytes, but Bgra has 4.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_lengths_and_strides_are_named()
    {
        byte[] bytes = new byte[11];
        Named("pixels", () => RgbImage.FromPixels(bytes, 2, 2, PixelLayout.Rgb24));
        Named("strideBytes", () => RgbImage.FromPixels(bytes, 1, 2, PixelLayout.Rgb24, 5));
        Named("strideBytes", () => RgbImage.FromPixels(bytes, 1, 2, PixelLayout.Rgb24, -8));
        Named("layout", () => RgbImage.FromPixels(bytes, 2, 2, (PixelLayout)7));
        Named("destination", () => Two.CopyPixelsTo(new byte[5], PixelLayout.Rgb24));
        Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(bytes, int.MaxValue, 2, PixelLayout.Gray8));
        Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(bytes, 3, 1, PixelLayout.Gray8, int.MaxValue));
    }

    private static void Named(string parameter, Action action) =>
        Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(action).ParamName);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Bgra(byte B, byte G, byte R, byte A);
}
