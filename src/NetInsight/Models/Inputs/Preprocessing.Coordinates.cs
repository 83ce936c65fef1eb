using NetInsight.Imaging.Heatmaps;
using NetInsight.Models.Inputs;

namespace NetInsight;

public sealed partial record Preprocessing
{
    /// <summary>
    /// The pixels of an original image that a rectangle of the network's input shows: resizing and cropping undone. The result is the
    /// smallest rectangle of whole pixels that covers it; where the input is larger than the original, neighbouring input pixels lie in one
    /// original pixel.
    /// </summary>
    /// <param name="rectangle">
    /// A rectangle of the input, in pixels. Where it extends beyond the input's edges, so does the result beyond the pixels that the input
    /// shows.
    /// </param>
    /// <param name="imageHeight">The original image's height.</param>
    /// <param name="imageWidth">The original image's width.</param>
    /// <param name="height">The input's height.</param>
    /// <param name="width">The input's width.</param>
    /// <remarks>Interpolation also mixes in a little of the pixels around the rectangle, which are not counted.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public PixelRectangle ToOriginal(PixelRectangle rectangle, int imageHeight, int imageWidth, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return FitInto(imageHeight, imageWidth, height, width).Map(rectangle, imageHeight, imageWidth);
    }

    /// <summary>Which rectangle of an image its fitted form covers, exactly, for maps over the fitted form.</summary>
    /// <param name="image">The original.</param>
    /// <param name="fitted">The result of <see cref="Fit"/> for it.</param>
    internal HeatmapOrigin OriginOf(RgbImage image, RgbImage fitted)
    {
        FittedRectangle fit = FitInto(image.Height, image.Width, fitted.Height, fitted.Width);
        double down = (double)image.Height / fit.ResizedHeight, right = (double)image.Width / fit.ResizedWidth;
        MapArea area = new(fit.Top * down, fit.Left * right, fitted.Height * down, fitted.Width * right);
        bool isAmbiguous = (image.Height, image.Width) == (fitted.Height, fitted.Width);
        return new HeatmapOrigin(image.Height, image.Width, area)
        {
            Input = (fitted.Height, fitted.Width),
            InputArea = MapArea.Whole(fitted.Height, fitted.Width),
            InputHash = isAmbiguous ? HeatmapOrigin.HashOf(fitted) : null,
        };
    }

    /// <summary>
    /// Where the input lies in an image: the arithmetic of <see cref="RgbImage.ResizeShortSide"/> (unless the image is stretched) and
    /// <see cref="RgbImage.CenterCrop"/>.
    /// </summary>
    internal FittedRectangle FitInto(int imageHeight, int imageWidth, int height, int width)
    {
        if (!KeepsAspectRatio)
        {
            int rows = Whole(height), columns = Whole(width);
            return new FittedRectangle(rows, columns, Offset(rows, height), Offset(columns, width));
        }

        int shortSide = ShortSideFor(height, width);
        long longSide = Math.BigMul(shortSide, Math.Max(imageWidth, imageHeight)) / Math.Min(imageWidth, imageHeight);
        if (longSide > int.MaxValue)
        {
            throw new ArgumentException(
                $"An image of {imageHeight} x {imageWidth} pixels (height x width) is too narrow: with a short side of {shortSide} pixels "
                + $"its longer side would have {longSide}.");
        }

        (int resizedWidth, int resizedHeight) = imageWidth <= imageHeight ? (shortSide, (int)longSide) : ((int)longSide, shortSide);
        return new FittedRectangle(resizedHeight, resizedWidth, Offset(resizedHeight, height), Offset(resizedWidth, width));

        static int Offset(int resized, int input) =>
            input > resized ? -((input - resized) / 2) : (int)Math.Round((resized - input) / 2.0, MidpointRounding.ToEven);
    }

    /// <summary>The short side to which an image is resized for an input of this size.</summary>
    private int ShortSideFor(int height, int width)
    {
        int crop = Math.Max(height, width);
        return CropFraction is not null ? Whole(crop)
            : ShortSide is { } side && crop <= side && crop >= 0.75 * side ? side
            : ShortSide is null ? crop
            : (int)Math.Round(crop / CropShare);
    }

    /// <summary>
    /// The side of which <see cref="CropFraction"/> is the input's, rounded down; a quotient within rounding of an integer is that integer.
    /// </summary>
    private int Whole(int side)
    {
        double whole = side / (CropFraction ?? 1), nearest = Math.Round(whole);
        return (int)Math.Min(Math.Abs(whole - nearest) < 1e-9 * whole ? nearest : Math.Floor(whole), int.MaxValue);
    }
}
