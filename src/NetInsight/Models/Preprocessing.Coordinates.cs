using NetInsight.Models;

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

    /// <summary>
    /// Where the input lies in an image: the arithmetic of <see cref="RgbImage.ResizeShortSide"/> and <see cref="RgbImage.CenterCrop"/>.
    /// </summary>
    internal FittedRectangle FitInto(int imageHeight, int imageWidth, int height, int width)
    {
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
        return ShortSide is { } side && crop <= side && crop >= 0.75 * side ? side
            : ShortSide is null ? crop
            : (int)Math.Round(crop / CropShare);
    }
}
