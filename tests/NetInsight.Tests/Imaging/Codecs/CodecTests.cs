using CsCheck;
using NetInsight.Tests.Imaging.Resampling;

namespace NetInsight.Tests.Imaging.Codecs;

/// <summary>Files are read as Pillow reads them, and what is written can be read again.</summary>
public sealed class CodecTests
{
    public static TheoryData<string> Names => [.. PillowFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_are_read_as_Pillow_reads_them(string name)
    {
        RgbImage image = RgbImage.Decode(PillowFiles.Bytes(name));
        Assert.Equal((16, 12), (image.Width, image.Height));
        Assert.Equal(PillowFiles.All[name].Hash, TestImages.Hash(image));
    }

    [Fact]
    public void Photos_are_read_as_Pillow_reads_them() => TestImages.AssertSame(
        RgbImage.Load(SharedFiles.Require("reference/preprocess/elephant-decoded.png")),
        RgbImage.Load(SharedFiles.Require("data/images/n02504458_African_elephant.JPEG")));

    [Fact]
    public void Of_16_bits_the_upper_8_are_kept()
    {
        byte[] row = [0, 0x12, 0x80, 0x80, 0xFF, 0xFE, 0x01];                // filter byte, then red 1280, green 80FF, blue FE01
        Assert.Equal(new RgbColor(0x12, 0x80, 0xFE), RgbImage.Decode(PngBytes.File(1, 1, 16, 2, row))[0, 0]);
        Assert.Equal(new RgbColor(0x12, 0x12, 0x12), RgbImage.Decode(PngBytes.File(1, 1, 16, 0, [0, 0x12, 0xFF]))[0, 0]);
    }

    [Theory]
    [InlineData(ImageFormat.Png, 90)]
    [InlineData(ImageFormat.Bmp, 90)]
    [InlineData(ImageFormat.WebP, 100)]
    public void Lossless_formats_restore_every_image(ImageFormat format, int quality) =>
        TestImages.Random(24).Sample(image => TestImages.AssertSame(image, RgbImage.Decode(image.Encode(format, quality))), iter: 60);

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public void Lossy_formats_nearly_restore_gradients(ImageFormat format)
    {
        RgbImage image = TestImages.Gradient(48, 64), back = RgbImage.Decode(image.Encode(format));
        int largest = 0;
        for (int at = 0; at < image.Pixels.Length; at++)
            largest = Math.Max(largest, Math.Abs(image.Pixels[at] - back.Pixels[at]));
        Assert.InRange(largest, 1, 12);
        Assert.True(image.Encode(format, 20).Length < image.Encode(format, 95).Length);
    }

    [Fact]
    public void Bitmaps_have_the_documented_bytes()
    {
        byte[] file = TestImages.Of(1, new RgbColor(1, 2, 3), new RgbColor(4, 5, 6)).Encode(ImageFormat.Bmp);
        const string Header = "424D3E00000000000000360000002800000001000000020000000100180000000000080000";
        Assert.Equal(Header + "00130B0000130B00000000000000000000" + "06050400" + "03020100", Convert.ToHexString(file));
    }

    [Fact]
    public void The_same_image_gives_the_same_bytes()
    {
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
            Assert.Equal(TestImages.Noise(17, 33).Encode(format), TestImages.Noise(17, 33).Encode(format));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        RgbImage image = RgbImage.Solid(2, 2, RgbColor.White);
        Assert.Equal("quality", Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode(ImageFormat.Jpeg, 0)).ParamName);
        Assert.Equal("quality", Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode(ImageFormat.Jpeg, 101)).ParamName);
        Assert.Equal("format", Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode((ImageFormat)9)).ParamName);
        Assert.Throws<InvalidOperationException>(() => RgbImage.Solid(1, 16_384, RgbColor.White).Encode(ImageFormat.WebP));
        Assert.Throws<InvalidOperationException>(() => RgbImage.Solid(65_536, 1, RgbColor.White).Encode(ImageFormat.Jpeg));
    }
}
