using CsCheck;

namespace NetInsight.Tests.Imaging.Images;

public sealed class RgbImageTests
{
    private static readonly RgbColor Red = new(255, 0, 0);
    private static readonly RgbColor Blue = new(0, 0, 255);

    [Fact]
    public void Pixels_lie_row_after_row()
    {
        RgbImage image = RgbImage.FromPixels(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, 2, 2, PixelLayout.Rgb24);
        Assert.Equal(new RgbColor(4, 5, 6), image[0, 1]);
        Assert.Equal(new RgbColor(7, 8, 9), image[1, 0]);
        Assert.Equal("RgbImage 2 x 2", image.ToString());
    }

    [Theory]
    [InlineData(-1, 0, "column")]
    [InlineData(2, 0, "column")]
    [InlineData(0, -1, "row")]
    [InlineData(0, 3, "row")]
    public void Pixels_outside_are_refused(int x, int y, string name)
    {
        RgbImage image = RgbImage.Solid(3, 2, Red);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => image[y, x]).ParamName);
    }

    [Fact]
    public void Sizes_are_checked_before_memory_is_allocated()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.Solid(1, 0, Red));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.Solid(-1, 1, Red));
        Assert.Throws<ArgumentException>(() => RgbImage.Solid(65_536, 65_536, Red));
        Assert.Throws<ArgumentException>(() => RgbImage.Solid(int.MaxValue, int.MaxValue, Red));
    }

    [Fact]
    public void Mean_is_rounded_per_channel()
    {
        Assert.Equal(new RgbColor(128, 0, 128), TestImages.Of(2, Red, Blue).MeanColor());
        Assert.Equal(new RgbColor(85, 0, 170), TestImages.Of(3, Red, Blue, Blue).MeanColor());
    }

    [Fact]
    public void Crop_takes_the_given_region() => TestImages.Random(12).Sample(
        image =>
        {
            (int x, int y) = (image.Width / 3, image.Height / 3);
            RgbImage region = image.Crop(y, x, image.Height - y, image.Width - x);
            Assert.Equal((image.Width - x, image.Height - y), (region.Width, region.Height));
            Assert.Equal(image[y, x], region[0, 0]);
            Assert.Equal(image[image.Height - 1, image.Width - 1], region[region.Height - 1, region.Width - 1]);
        },
        iter: 100);

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, 0, 5, 1)]
    [InlineData(2, 0, 3, 1)]
    [InlineData(0, 2, 1, 2)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(1, 0, int.MaxValue, 1)]
    public void Crop_outside_is_refused(int x, int y, int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.Solid(3, 4, Red).Crop(y, x, height, width));

    // torchvision: int(round((size - crop) / 2)), half to even.
    [Theory]
    [InlineData(5, 4, 0)]
    [InlineData(7, 4, 2)]
    [InlineData(9, 4, 2)]
    [InlineData(8, 4, 2)]
    public void Center_crop_rounds_half_offsets_to_even(int size, int crop, int expected)
    {
        byte[] line = [.. Enumerable.Range(0, size).Select(x => (byte)x)];
        Assert.Equal(expected, RgbImage.FromPixels(line, 1, size, PixelLayout.Gray8).CenterCrop(1, crop)[0, 0].R);
        Assert.Equal(expected, RgbImage.FromPixels(line, size, 1, PixelLayout.Gray8).CenterCrop(crop, 1)[0, 0].R);
    }

    [Fact]
    public void Center_crop_pads_small_images_with_black()
    {
        RgbColor black = RgbColor.Black;
        TestImages.AssertSame(TestImages.Of(4, black, Red, black, black), TestImages.Of(1, Red).CenterCrop(1, 4));
        // Too narrow and too high at once: padded left and right, cropped above and below.
        RgbImage high = TestImages.Of(1, Red, Blue, Red);
        TestImages.AssertSame(TestImages.Of(3, black, Blue, black), high.CenterCrop(1, 3));
    }

    [Fact]
    public void Enlarging_repeats_pixels_as_nearest_does() => Gen.Select(TestImages.Random(9), Gen.Int[1, 5]).Sample(
        (image, factor) => TestImages.AssertSame(
            image.Resize(image.Height * factor, image.Width * factor, Interpolation.Nearest), image.Enlarge(factor)),
        iter: 50);

    [Fact]
    public void Enlarging_is_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.Solid(3, 3, Red).Enlarge(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.Solid(3, 3, Red).Enlarge(int.MaxValue));
        Assert.Throws<ArgumentException>(() => RgbImage.Solid(1000, 1000, Red).Enlarge(1000));
    }

    [Fact]
    public void Colours_print_as_html() => Assert.Equal("#0A00FF", new RgbColor(10, 0, 255).ToString());
}
