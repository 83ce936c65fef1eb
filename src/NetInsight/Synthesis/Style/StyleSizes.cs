using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Synthesis.Style;

/// <summary>Sizes of contents, styles and textures, and the smoothing that does not depend on them.</summary>
internal static class StyleSizes
{
    /// <summary>An image whose long side is at most so many pixels.</summary>
    public static RgbImage Reduced(RgbImage image, int? longSide) =>
        longSide is { } side && Math.Max(image.Height, image.Width) > side ? WithLongSide(image, side) : image;

    /// <summary>The long side of an image times a factor; at least 1.</summary>
    public static int LongSide(int height, int width, double factor) => Math.Max((int)Math.Round(factor * Math.Max(height, width)), 1);

    /// <summary>An image resized to a long side.</summary>
    public static RgbImage WithLongSide(RgbImage image, int side)
    {
        double factor = (double)side / Math.Max(image.Height, image.Width);
        int height = Math.Max((int)Math.Round(factor * image.Height), 1), width = Math.Max((int)Math.Round(factor * image.Width), 1);
        return (height, width) == (image.Height, image.Width) ? image : image.Resize(height, width, Interpolation.Bicubic);
    }

    /// <summary>The mean squared difference of neighbours in shares of the range of pixels, times a weight.</summary>
    public static IReadOnlyList<Regularizer> Smoothing(double weight, Preprocessing preprocessing, Shape image)
    {
        if (weight == 0)
            return [];
        double unit = new PixelRange(preprocessing, image[1]).Units.Average();
        return [Regularizer.SquaredDifferences(weight / (unit * unit * image.Product(1, 4)))];
    }
}
