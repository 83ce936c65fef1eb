using NetInsight.Imaging.Drawing;

namespace NetInsight;

/// <summary>
/// An image of 8-bit red, green and blue in memory: the only kind of image that NetInsight reads, writes and draws.
/// </summary>
/// <remarks>
/// Immutable: every method that draws, crops or resizes returns a new image, so images may be shared among threads. Values are those of
/// the file (no colour management, as in Pillow and torchvision). There is nothing to dispose.
/// </remarks>
public sealed partial class RgbImage
{
    private readonly byte[] _pixels;

    /// <summary>Takes over <paramref name="pixels"/>: the caller must not touch the array afterwards.</summary>
    internal RgbImage(byte[] pixels, int height, int width)
    {
        System.Diagnostics.Debug.Assert(pixels.Length == 3L * width * height);
        _pixels = pixels;
        Height = height;
        Width = width;
    }

    /// <summary>Rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>Columns, at least 1.</summary>
    public int Width { get; }

    /// <summary>All values [height, width, 3], channels in the order red, green, blue, rows without gaps.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The colour of a pixel; row and column are counted from 0 at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pixel lies outside the image.</exception>
    public RgbColor this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width);
            int at = 3 * (row * Width + column);
            return new RgbColor(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>An image of one colour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    /// <exception cref="ArgumentException">The image would need more bytes than an array can hold.</exception>
    public static RgbImage Solid(int height, int width, RgbColor color)
    {
        byte[] pixels = NewPixels(height, width);
        RectanglePainter.FillPixels(pixels, color);
        return new RgbImage(pixels, height, width);
    }

    /// <summary>The mean of each channel over all pixels, rounded to the nearest level.</summary>
    public RgbColor MeanColor()
    {
        long red = 0, green = 0, blue = 0;
        for (int at = 0; at < _pixels.Length; at += 3)
        {
            red += _pixels[at];
            green += _pixels[at + 1];
            blue += _pixels[at + 2];
        }

        long count = (long)Width * Height;
        return new RgbColor(Mean(red), Mean(green), Mean(blue));

        byte Mean(long sum) => (byte)((2 * sum + count) / (2 * count));
    }

    /// <summary>Width x height, for debuggers and messages.</summary>
    public override string ToString() => $"RgbImage {Width} x {Height}";

    /// <summary>One row, three bytes a pixel.</summary>
    internal ReadOnlySpan<byte> Row(int y) => _pixels.AsSpan(3 * Width * y, 3 * Width);

    /// <summary>A zeroed buffer for an image of this size, which is checked.</summary>
    internal static byte[] NewPixels(int height, int width)
    {
        CheckSize(height, width);
        return new byte[3 * width * height];
    }

    /// <summary>Checks that both sides are positive, and that three bytes a pixel fit an array.</summary>
    internal static void CheckSize(long height, long width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Int128 bytes = (Int128)3 * width * height;
        if (bytes > Array.MaxLength)
            throw new ArgumentException($"An image of {width} x {height} pixels needs {bytes} bytes; the limit is {Array.MaxLength}.");
    }
}
