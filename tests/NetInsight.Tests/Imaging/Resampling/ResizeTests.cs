using CsCheck;

namespace NetInsight.Tests.Imaging.Resampling;

/// <summary>Resizing equals Pillow at every byte: recorded results, and its rule in a slow reference over random sizes.</summary>
public sealed class ResizeTests
{
    // Hashes made with Pillow 9.4.0 from the same noise.
    [Theory]
    [InlineData(1, 1, 7, 5, Interpolation.Nearest, "47AAA9657F7B5986")]
    [InlineData(1, 1, 7, 5, Interpolation.Bilinear, "47AAA9657F7B5986")]
    [InlineData(1, 1, 7, 5, Interpolation.Bicubic, "47AAA9657F7B5986")]
    [InlineData(1, 1, 7, 5, Interpolation.Lanczos, "47AAA9657F7B5986")]
    [InlineData(7, 5, 1, 1, Interpolation.Nearest, "13CF23E2C67BBDAE")]
    [InlineData(7, 5, 1, 1, Interpolation.Bilinear, "EB58F783DEE4D492")]
    [InlineData(7, 5, 1, 1, Interpolation.Bicubic, "090CD55146499EF3")]
    [InlineData(7, 5, 1, 1, Interpolation.Lanczos, "72B1AC63675D1291")]
    [InlineData(64, 48, 31, 97, Interpolation.Nearest, "946B1CA586EA2AA1")]
    [InlineData(64, 48, 31, 97, Interpolation.Bilinear, "18A57EA6B765D20A")]
    [InlineData(64, 48, 31, 97, Interpolation.Bicubic, "7D87FC3BDF79732F")]
    [InlineData(64, 48, 31, 97, Interpolation.Lanczos, "767B74D32927D6B5")]
    [InlineData(100, 3, 99, 300, Interpolation.Nearest, "9B3B4C27785A20B9")]
    [InlineData(100, 3, 99, 300, Interpolation.Bilinear, "052AD5774BD82B7B")]
    [InlineData(100, 3, 99, 300, Interpolation.Bicubic, "081F7E5469AFFE29")]
    [InlineData(100, 3, 99, 300, Interpolation.Lanczos, "2D4FD93D1B5BD389")]
    [InlineData(500, 333, 336, 224, Interpolation.Nearest, "7FD8A0D5BC059FAD")]
    [InlineData(500, 333, 336, 224, Interpolation.Bilinear, "0936B2D27C1FE73E")]
    [InlineData(500, 333, 336, 224, Interpolation.Bicubic, "32589CD3F1434501")]
    [InlineData(500, 333, 336, 224, Interpolation.Lanczos, "27769DE66115C128")]
    [InlineData(33, 77, 33, 20, Interpolation.Nearest, "7F86B188BB5219A6")]
    [InlineData(33, 77, 33, 20, Interpolation.Bilinear, "67D6C236908A2A42")]
    [InlineData(33, 77, 33, 20, Interpolation.Bicubic, "FED8F61522DD1929")]
    [InlineData(33, 77, 33, 20, Interpolation.Lanczos, "493AC37D18331324")]
    [InlineData(50, 61, 128, 61, Interpolation.Nearest, "A3A2C2E29E9DBDE2")]
    [InlineData(50, 61, 128, 61, Interpolation.Bilinear, "EA03FA7A3EBF610B")]
    [InlineData(50, 61, 128, 61, Interpolation.Bicubic, "43281B94F3DDF08F")]
    [InlineData(50, 61, 128, 61, Interpolation.Lanczos, "3997EF836FC364D0")]
    [InlineData(211, 157, 13, 11, Interpolation.Nearest, "2DA766B57734C4EF")]
    [InlineData(211, 157, 13, 11, Interpolation.Bilinear, "4EA056F9BC4BACEF")]
    [InlineData(211, 157, 13, 11, Interpolation.Bicubic, "362A2ADFF9980443")]
    [InlineData(211, 157, 13, 11, Interpolation.Lanczos, "45381882DD01FE43")]
    public void Equals_Pillow(int width, int height, int newWidth, int newHeight, Interpolation interpolation, string hash) =>
        Assert.Equal(hash, TestImages.Hash(TestImages.Noise(height, width).Resize(newHeight, newWidth, interpolation)));

    [Theory]
    [InlineData("elephant", "bilinear", Interpolation.Bilinear)]
    [InlineData("elephant", "bicubic", Interpolation.Bicubic)]
    [InlineData("gokart", "bilinear", Interpolation.Bilinear)]
    [InlineData("gokart", "bicubic", Interpolation.Bicubic)]
    public void Equals_torchvision_on_photos(string name, string kind, Interpolation interpolation)
    {
        RgbImage photo = RgbImage.Load(SharedFiles.Require($"reference/preprocess/{name}-decoded.png"));
        RgbImage expected = RgbImage.Load(SharedFiles.Require($"reference/preprocess/{name}-{kind}-256-crop224.png"));
        TestImages.AssertSame(expected, photo.ResizeShortSide(256, interpolation).CenterCrop(224, 224));
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.Lanczos)]
    public void Equals_the_rule_in_doubles(Interpolation interpolation) =>
        Gen.Select(TestImages.Random(40), Gen.Int[1, 60], Gen.Int[1, 60]).Sample(
            (image, width, height) => TestImages.AssertSame(
                SlowResize.Apply(image, height, width, interpolation), image.Resize(height, width, interpolation)),
            iter: 200);

    [Theory]
    [InlineData(500, 375, 256, 341, 256)]
    [InlineData(375, 500, 256, 256, 341)]
    [InlineData(3, 1000, 2, 2, 666)]
    [InlineData(7, 7, 5, 5, 5)]
    public void Short_side_rounds_the_long_side_down(int width, int height, int size, int expectedWidth, int expectedHeight)
    {
        RgbImage result = RgbImage.Solid(height, width, RgbColor.Gray).ResizeShortSide(size);
        Assert.Equal((expectedWidth, expectedHeight), (result.Width, result.Height));
    }

    [Fact]
    public void One_colour_stays_that_colour()
    {
        RgbColor color = new(255, 3, 128);
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            TestImages.AssertSame(RgbImage.Solid(17, 31, color), RgbImage.Solid(29, 13, color).Resize(17, 31, interpolation));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        RgbImage image = RgbImage.Solid(4, 4, RgbColor.White);
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(4, 0)).ParamName);
        Assert.Equal("height", Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(-1, 4)).ParamName);
        Assert.Equal("interpolation", Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(2, 2, (Interpolation)9)).ParamName);
        Assert.Equal("size", Assert.Throws<ArgumentOutOfRangeException>(() => image.ResizeShortSide(0)).ParamName);
        Assert.Throws<ArgumentException>(() => image.Resize(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentException>(() => image.Resize(4, int.MaxValue, Interpolation.Nearest));
    }
}
