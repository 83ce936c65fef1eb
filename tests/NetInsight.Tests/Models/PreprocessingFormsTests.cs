namespace NetInsight.Tests.Models;

/// <summary>Stretching, and crops stated as a fraction.</summary>
public sealed class PreprocessingFormsTests
{
    private static readonly RgbImage Photo = RgbImage.FromPixels(
        [.. Enumerable.Range(0, 3 * 50 * 70).Select(i => (byte)(i * 37 % 251))], 50, 70, PixelLayout.Rgb24);

    [Fact]
    public void A_stretched_image_is_the_resized_one()
    {
        Preprocessing stretch = new() { KeepsAspectRatio = false, Interpolation = Interpolation.Bicubic };
        Assert.Equal(Pixels(Photo.Resize(32, 24, Interpolation.Bicubic)), Pixels(stretch.Fit(Photo, 32, 24)));
        RgbImage cropped = Photo.Resize(40, 30, Interpolation.Bicubic).CenterCrop(32, 24);
        Assert.Equal(Pixels(cropped), Pixels((stretch with { CropFraction = 0.8 }).Fit(Photo, 32, 24)));
    }

    [Theory]
    [InlineData(0.95, 235)]         // 235.79
    [InlineData(0.875, 256)]
    [InlineData(0.9, 248)]          // 248.89
    [InlineData(0.8, 280)]
    [InlineData(224 / 255.0, 255)]
    [InlineData(0.5, 448)]
    [InlineData(1.0, 224)]
    public void The_short_side_is_the_size_divided_by_the_fraction_rounded_down(double share, int side)
    {
        RgbImage expected = Photo.ResizeShortSide(side).CenterCrop(224, 224);
        Assert.Equal(Pixels(expected), Pixels(new Preprocessing { CropFraction = share, ShortSide = 300 }.Fit(Photo, 224, 224)));
    }

    [Fact]
    public void A_stretched_input_maps_back_to_the_whole_image()
    {
        Preprocessing stretch = new() { KeepsAspectRatio = false };
        Assert.Equal(new PixelRectangle(0, 0, 50, 70), stretch.ToOriginal(new PixelRectangle(0, 0, 20, 20), 50, 70, 20, 20));
        Assert.Equal(new PixelRectangle(25, 35, 25, 35), stretch.ToOriginal(new PixelRectangle(10, 10, 10, 10), 50, 70, 20, 20));
    }

    [Fact]
    public void Values_are_checked_and_compared()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preprocessing { CropFraction = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preprocessing { CropFraction = 1.01 });
        Assert.NotEqual(new Preprocessing { CropFraction = 0.9 }, new Preprocessing());
        Assert.NotEqual(new Preprocessing { KeepsAspectRatio = false }, new Preprocessing());
    }

    private static byte[] Pixels(RgbImage image)
    {
        byte[] pixels = new byte[3 * image.Height * image.Width];
        image.CopyPixelsTo(pixels, PixelLayout.Rgb24);
        return pixels;
    }
}
