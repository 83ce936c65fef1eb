using CsCheck;
using NetInsight.Models;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Models;

public sealed class PreprocessingCoordinatesTests
{
    private static readonly Gen<(int Width, int Height, int InputHeight, int InputWidth, int? ShortSide)> Cases =
        from width in Gen.Int[1, 250]
        from height in Gen.Int[1, 250]
        from inputHeight in Gen.Int[1, 60]
        from inputWidth in Gen.Int[1, 60]
        from shortSide in Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 80].Select(side => (int?)side))
        select (width, height, inputHeight, inputWidth, shortSide);

    /// <summary>
    /// The definition: a pixel belongs to the result where it overlaps the rectangle. Compared as integers times the resized size.
    /// </summary>
    [Fact]
    public void A_rectangle_covers_exactly_the_pixels_that_share_area_with_it() =>
        (from each in Cases
         from x in Gen.Int[-10, 60]
         from y in Gen.Int[-10, 60]
         from w in Gen.Int[1, 40]
         from h in Gen.Int[1, 40]
         select (each, rectangle: new PixelRectangle(y, x, h, w))).Sample(
            test =>
            {
                (int width, int height, int inputHeight, int inputWidth, int? shortSide) = test.each;
                Preprocessing preprocessing = new() { ShortSide = shortSide };
                FittedRectangle fit = preprocessing.FitInto(height, width, inputHeight, inputWidth);
                PixelRectangle original = preprocessing.ToOriginal(test.rectangle, height, width, inputHeight, inputWidth);
                AssertCovers(original.Left, original.Width, test.rectangle.Left + fit.Left, test.rectangle.Width, width, fit.ResizedWidth);
                AssertCovers(original.Top, original.Height, test.rectangle.Top + fit.Top, test.rectangle.Height, height, fit.ResizedHeight);
            },
            iter: 2000);

    /// <summary>
    /// Against the images themselves: where an image's values are its own columns and rows, the input's values are the coordinates of its
    /// pixels' origins.
    /// </summary>
    [Fact]
    public void Pixels_come_from_the_middle_of_their_rectangles() =>
        Cases.Where(each => each.Width > 8 && each.Height > 8).Sample(
            each =>
            {
                (int width, int height, int inputHeight, int inputWidth, int? shortSide) = each;
                byte[] pixels = new byte[3 * width * height];
                for (int i = 0; i < width * height; i++)
                    (pixels[3 * i], pixels[3 * i + 1]) = ((byte)(i % width), (byte)(i / width));
                Preprocessing preprocessing = new() { ShortSide = shortSide };
                RgbImage input = preprocessing.Fit(RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24), inputHeight, inputWidth);
                FittedRectangle fit = preprocessing.FitInto(height, width, inputHeight, inputWidth);
                for (int y = 0; y < inputHeight; y++)
                {
                    for (int x = 0; x < inputWidth; x++)
                    {
                        PixelRectangle from = preprocessing.ToOriginal(
                            new PixelRectangle(y, x, 1, 1), height, width, inputHeight, inputWidth);
                        AssertNear(from.Left, from.Width, width, (double)width / fit.ResizedWidth, input[y, x].R);
                        AssertNear(from.Top, from.Height, height, (double)height / fit.ResizedHeight, input[y, x].G);
                    }
                }
            },
            iter: 60);

    /// <summary>Only what the crop keeps is resampled; the bytes are those of resizing all and then cropping.</summary>
    [Fact]
    public void A_fitted_image_is_the_middle_of_the_resized_one() =>
        (from each in Cases
         from interpolation in Gen.Enum<Interpolation>()
         select (each, interpolation)).Sample(
            test =>
            {
                (int width, int height, int inputHeight, int inputWidth, int? shortSide) = test.each;
                Preprocessing preprocessing = new() { ShortSide = shortSide, Interpolation = test.interpolation };
                RgbImage image = TestImages.Noise(height, width);
                FittedRectangle fit = preprocessing.FitInto(height, width, inputHeight, inputWidth);
                RgbImage expected = image.ResizeShortSide(
                    Math.Min(fit.ResizedWidth, fit.ResizedHeight), test.interpolation).CenterCrop(inputHeight, inputWidth);
                TestImages.AssertSame(expected, preprocessing.Fit(image, inputHeight, inputWidth));
            },
            iter: 300);

    /// <summary>Resized as a whole this image would take 12 GB.</summary>
    [Theory]
    [InlineData(1, 65500)]
    [InlineData(65500, 1)]
    public void A_very_narrow_image_fits_too(int width, int height)
    {
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            RgbImage fitted = (
                Preprocessing.ImageNet with { Interpolation = interpolation }).Fit(RgbImage.Solid(height, width, RgbColor.Gray), 224, 224);
            TestImages.AssertSame(RgbImage.Solid(224, 224, RgbColor.Gray), fitted);
        }

        Assert.Contains(
            "too narrow",
            Assert.Throws<ArgumentException>(
                () => Preprocessing.UnitRange.Fit(RgbImage.Solid(height, width, RgbColor.Gray), 40_000, 1)).Message);
    }

    [Fact]
    public void A_photograph_for_ImageNet()
    {
        PixelRectangle all = Preprocessing.ImageNet.ToOriginal(new PixelRectangle(0, 0, 224, 224), 512, 512, 224, 224);
        Assert.Equal(new PixelRectangle(32, 32, 448, 448), all);
        Assert.Equal(
            new PixelRectangle(34, 30, 2, 4), Preprocessing.ImageNet.ToOriginal(new PixelRectangle(1, -1, 1, 2), 512, 512, 224, 224));
        Assert.Equal(
            new PixelRectangle(32, 32, 0, 0), Preprocessing.ImageNet.ToOriginal(new PixelRectangle(0, 0, 0, 0), 512, 512, 224, 224));
        Assert.Throws<ArgumentOutOfRangeException>(() => Preprocessing.ImageNet.ToOriginal(default, 512, 0, 224, 224));
        Assert.Throws<ArgumentOutOfRangeException>(() => Preprocessing.ImageNet.ToOriginal(default, 512, 512, 224, 0));
    }

    private static void AssertCovers(int start, int count, long from, long length, long image, long resized)
    {
        for (long pixel = start - 1; pixel <= start + count; pixel++)
        {
            bool shares = pixel * resized < (from + length) * image && (pixel + 1) * resized > from * image;
            Assert.Equal(pixel >= start && pixel < start + count, shares);
        }
    }

    /// <summary>
    /// Rounding outwards and to levels takes half a pixel and half a level each; at edges the interpolation's window is clipped.
    /// </summary>
    private static void AssertNear(int start, int count, int size, double scale, byte value)
    {
        if (start > 2 * scale + 1 && start + count < size - 2 * scale - 1)
            Assert.InRange(value, start + (count - 1) / 2.0 - 1.5, start + (count - 1) / 2.0 + 1.5);
    }
}
