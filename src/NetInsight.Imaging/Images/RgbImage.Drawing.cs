using NetInsight.Imaging;
using NetInsight.Imaging.Drawing;
using NetInsight.Imaging.Resampling;

namespace NetInsight;

public sealed partial class RgbImage
{
    /// <summary>A copy with a rectangle filled with one colour; the part of it outside the image is ignored.</summary>
    public RgbImage WithRectangle(PixelRectangle rectangle, RgbColor color)
    {
        byte[] pixels = [.. _pixels];
        RectanglePainter.Fill(pixels, Height, Width, rectangle, color);
        return new RgbImage(pixels, Height, Width);
    }

    /// <summary>
    /// A copy with the border of a rectangle drawn inside that rectangle; the part of it outside the image is ignored.
    /// </summary>
    /// <param name="rectangle">The outer edge of the line.</param>
    /// <param name="color">The line's colour.</param>
    /// <param name="thickness">The line's width in pixels, inwards; default 1. A rectangle thinner than two lines is filled.</param>
    /// <exception cref="ArgumentOutOfRangeException">The thickness is not positive.</exception>
    public RgbImage WithOutline(PixelRectangle rectangle, RgbColor color, int thickness = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(thickness);
        byte[] pixels = [.. _pixels];
        RectanglePainter.Outline(pixels, Height, Width, rectangle, color, thickness);
        return new RgbImage(pixels, Height, Width);
    }

    /// <summary>
    /// The image blurred by a Gaussian, along each axis exp(-d^2 / 2 sigma^2) for |d| up to 4 sigma (rounded to the nearest
    /// integer), normalised to sum 1.
    /// </summary>
    /// <param name="sigma">Standard deviation in pixels; 0 returns the image itself.</param>
    /// <remarks>
    /// Edges are reflected with the edge pixel repeated (c b a | a b c | c b a). The rule is that of scipy's
    /// <c>gaussian_filter(mode='reflect', truncate=4)</c>; sums are 32-bit floats, rounded once at the end, half to even.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Sigma is negative, not a number, or above 1000.</exception>
    public RgbImage GaussianBlur(double sigma)
    {
        Check.Within(sigma, 0, 1000, nameof(sigma));
        return sigma == 0 ? this : GaussianFilter.Apply(this, sigma);
    }
}
