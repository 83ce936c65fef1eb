using NetInsight.Models;

namespace NetInsight;

public sealed partial record Preprocessing
{
    /// <summary>
    /// The part of an original picture that a rectangle of the network's input shows: resizing and cropping undone. It is the smallest rectangle of whole pixels that
    /// covers the place; where the input is larger than the original, neighbouring input pixels lie in one original pixel.
    /// </summary>
    /// <param name="seen">A rectangle of the input, in pixels. Where it hangs over the input's edge, so does the result over the edge of the part that the input shows.</param>
    /// <param name="imageWidth">The original picture's width.</param>
    /// <param name="imageHeight">The original picture's height.</param>
    /// <param name="height">The input's height.</param>
    /// <param name="width">The input's width.</param>
    /// <remarks>Interpolation mixes in a little of the pixels around the place, which are not counted.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public PixelRectangle ToOriginal(PixelRectangle seen, int imageHeight, int imageWidth, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return PlaceIn(imageHeight, imageWidth, height, width).Map(seen, imageHeight, imageWidth);
    }

    /// <summary>Where the input lies in a picture: the arithmetic of <see cref="RgbImage.ResizeShortSide"/> and <see cref="RgbImage.CenterCrop"/>.</summary>
    internal FittedRectangle PlaceIn(int imageHeight, int imageWidth, int height, int width)
    {
        int shortSide = ShortSideFor(height, width);
        long longSide = Math.BigMul(shortSide, Math.Max(imageWidth, imageHeight)) / Math.Min(imageWidth, imageHeight);
        if (longSide > int.MaxValue)
            throw new ArgumentException($"A picture of {imageWidth} x {imageHeight} pixels is too narrow: with a short side of {shortSide} pixels its longer side would have {longSide}.");
        (int resizedWidth, int resizedHeight) = imageWidth <= imageHeight ? (shortSide, (int)longSide) : ((int)longSide, shortSide);
        return new FittedRectangle(resizedHeight, resizedWidth, Offset(resizedHeight, height), Offset(resizedWidth, width));

        static int Offset(int given, int wanted) =>
            wanted > given ? -((wanted - given) / 2) : (int)Math.Round((given - wanted) / 2.0, MidpointRounding.ToEven);
    }

    /// <summary>The short side to which a picture is resized for an input of this size.</summary>
    private int ShortSideFor(int height, int width)
    {
        int crop = Math.Max(height, width);
        return ShortSide is { } wanted && crop <= wanted && crop >= 0.75 * wanted ? wanted
            : ShortSide is null ? crop
            : (int)Math.Round(crop / CropShare);
    }
}
