using NetInsight.Imaging.Drawing;
using NetInsight.Imaging.Resampling;

namespace NetInsight;

public sealed partial class RgbImage
{
    /// <summary>The image at another size, antialiased, equal to Pillow's <c>resize</c> at every byte.</summary>
    /// <param name="height">New height in pixels; positive.</param>
    /// <param name="width">New width in pixels; positive.</param>
    /// <param name="interpolation">How values between pixels are found; bilinear by default, as in torchvision.</param>
    /// <exception cref="ArgumentException">A side is not positive or the image would be too large.</exception>
    public RgbImage Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return Resampler.Resize(this, height, width, interpolation);
    }

    /// <summary>
    /// The image with its shorter side at <paramref name="size"/> pixels and its aspect ratio kept, as torchvision's <c>Resize(size)</c>:
    /// the longer side is size * long / short, rounded down.
    /// </summary>
    /// <exception cref="ArgumentException">The size is not positive, or the longer side would be too large.</exception>
    public RgbImage ResizeShortSide(int size, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        long other = Math.BigMul(size, Math.Max(Width, Height)) / Math.Min(Width, Height);
        if (other > int.MaxValue)
            throw new ArgumentException($"The longer side would have {other} pixels.", nameof(size));
        return Width <= Height ? Resize((int)other, size, interpolation) : Resize(size, (int)other, interpolation);
    }

    /// <summary>A region of the resized image: the same bytes as resizing and then cropping, but only the region is computed.</summary>
    internal RgbImage ResizeAndCrop(int height, int width, PixelRectangle region, Interpolation interpolation) =>
        Resampler.Resize(this, height, width, interpolation, region);

    /// <summary>The image with its longer side at most at a length, reduced with antialiasing.</summary>
    internal RgbImage AtMost(int longSide) => Math.Max(Height, Width) <= longSide ? this : ResizeLongSide(longSide);

    /// <summary>The image with its longer side at a length: bilinear on reduction, nearest on enlargement.</summary>
    internal RgbImage ResizeLongSide(int size)
    {
        int longer = Math.Max(Width, Height);
        if (longer == size)
            return this;
        double scale = (double)size / longer;
        int height = Math.Max(1, (int)Math.Round(Height * scale)), width = Math.Max(1, (int)Math.Round(Width * scale));
        return Resize(height, width, longer < size ? Interpolation.Nearest : Interpolation.Bilinear);
    }

    /// <summary>
    /// The centre of the image, as torchvision's <c>CenterCrop((height, width))</c>: offsets are half the surplus, rounded half to
    /// even; a smaller image is padded with black, floor(missing / 2) before and the rest after it.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive or the image would be too large.</exception>
    public RgbImage CenterCrop(int height, int width)
    {
        byte[] pixels = NewPixels(height, width);
        (int fromRow, int toRow, int rows) = Centered(Height, height);
        (int fromColumn, int toColumn, int columns) = Centered(Width, width);
        for (int y = 0; y < rows; y++)
            Row(fromRow + y).Slice(3 * fromColumn, 3 * columns).CopyTo(pixels.AsSpan(3 * ((toRow + y) * width + toColumn)));
        return new RgbImage(pixels, height, width);

        static (int From, int To, int Count) Centered(int size, int newSize) => newSize > size
            ? (0, (newSize - size) / 2, size)
            : ((int)Math.Round((size - newSize) / 2.0, MidpointRounding.ToEven), 0, newSize);
    }

    /// <summary>The region of the image whose first pixel is at row <paramref name="top"/> and column <paramref name="left"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or does not lie inside the image.</exception>
    public RgbImage Crop(int top, int left, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, (long)Height - top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, (long)Width - left);
        byte[] pixels = NewPixels(height, width);
        for (int row = 0; row < height; row++)
            Row(top + row).Slice(3 * left, 3 * width).CopyTo(pixels.AsSpan(3 * width * row));
        return new RgbImage(pixels, height, width);
    }

    /// <summary>The image with every pixel repeated <paramref name="factor"/> times in both directions.</summary>
    /// <exception cref="ArgumentException">The factor is not positive, or the image would be too large.</exception>
    public RgbImage Enlarge(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        if (Math.BigMul(Math.Max(Width, Height), factor) > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(factor), factor, $"{this} cannot be enlarged so much.");
        int width = Width * factor;
        byte[] pixels = NewPixels(Height * factor, width);
        for (int y = 0; y < Height; y++)
        {
            Span<byte> first = pixels.AsSpan(3 * width * factor * y, 3 * width);
            for (int x = 0; x < Width; x++)
                RectanglePainter.FillPixels(first.Slice(3 * factor * x, 3 * factor), this[y, x]);
            for (int copy = 1; copy < factor; copy++)
                first.CopyTo(pixels.AsSpan(3 * width * (factor * y + copy)));
        }

        return new RgbImage(pixels, Height * factor, width);
    }
}
