using NetInsight.Imaging.Drawing;
using NetInsight.Imaging.Resampling;

namespace NetInsight;

public sealed partial class RgbImage
{
    /// <summary>The picture at another size, antialiased, equal to Pillow's <c>resize</c> at every byte.</summary>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    /// <param name="interpolation">How values between pixels are found; torchvision's default is bilinear.</param>
    /// <exception cref="ArgumentException">A side is not positive or the picture would be too large.</exception>
    public RgbImage Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return Resampler.Resize(this, height, width, interpolation);
    }

    /// <summary>
    /// The picture with its shorter side at <paramref name="size"/> pixels and its shape kept, as torchvision's <c>Resize(size)</c>:
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

    /// <summary>A part of the picture at another size: the same bytes as resizing and then cropping, but only what the part needs is made.</summary>
    internal RgbImage ResizeToPart(int height, int width, PixelRectangle part, Interpolation interpolation) => Resampler.Resize(this, height, width, interpolation, part);

    /// <summary>The picture with its longer side at a length; one that is smaller is enlarged with its pixels visible.</summary>
    internal RgbImage ResizeLongSide(int size)
    {
        int longer = Math.Max(Width, Height);
        if (longer == size)
            return this;
        double share = (double)size / longer;
        int width = Math.Max(1, (int)Math.Round(Width * share)), height = Math.Max(1, (int)Math.Round(Height * share));
        return Resize(height, width, longer < size ? Interpolation.Nearest : Interpolation.Bilinear);
    }

    /// <summary>
    /// The middle of the picture, as torchvision's <c>CenterCrop((height, width))</c>: offsets are half the surplus, rounded half to
    /// even; where the picture is smaller, black is put around it, floor(missing / 2) before and the rest behind.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive or the picture would be too large.</exception>
    public RgbImage CenterCrop(int height, int width)
    {
        byte[] pixels = NewPixels(height, width);
        (int fromX, int toX, int columns) = Centered(Width, width);
        (int fromY, int toY, int rows) = Centered(Height, height);
        for (int y = 0; y < rows; y++)
            Row(fromY + y).Slice(3 * fromX, 3 * columns).CopyTo(pixels.AsSpan(3 * ((toY + y) * width + toX)));
        return new RgbImage(pixels, height, width);

        static (int From, int To, int Count) Centered(int given, int wanted) => wanted > given
            ? (0, (wanted - given) / 2, given)
            : ((int)Math.Round((given - wanted) / 2.0, MidpointRounding.ToEven), 0, wanted);
    }

    /// <summary>The part of the picture that begins at column <paramref name="x"/> of row <paramref name="y"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or does not lie inside the picture.</exception>
    public RgbImage Crop(int y, int x, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, (long)Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, (long)Height - y);
        byte[] pixels = NewPixels(height, width);
        for (int row = 0; row < height; row++)
            Row(y + row).Slice(3 * x, 3 * width).CopyTo(pixels.AsSpan(3 * width * row));
        return new RgbImage(pixels, height, width);
    }

    /// <summary>Every pixel repeated <paramref name="factor"/> times in both directions, so that small pictures can be seen.</summary>
    /// <exception cref="ArgumentException">The factor is not positive, or the picture would be too large.</exception>
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
