namespace NetInsight.FeatureSpace.Maps;

/// <summary>Draws antialiased dots, images and rectangles into a pixel buffer.</summary>
internal sealed class PointPainter
{
    private readonly byte[] _pixels;
    private readonly int _height;
    private readonly int _width;

    /// <summary>A buffer of one colour.</summary>
    public PointPainter(int height, int width, RgbColor background)
    {
        (_height, _width) = (height, width);
        _pixels = RgbImage.Solid(height, width, background).Pixels.ToArray();
    }

    /// <summary>Draws a disc; the coverage of a pixel falls from 1 to 0 over one pixel around the radius.</summary>
    public void Dot(double centerRow, double centerColumn, double radius, RgbColor color)
    {
        int top = Math.Max((int)Math.Floor(centerRow - radius), 0), bottom = Math.Min((int)Math.Ceiling(centerRow + radius), _height - 1);
        int left = Math.Max((int)Math.Floor(centerColumn - radius), 0);
        int right = Math.Min((int)Math.Ceiling(centerColumn + radius), _width - 1);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
                Blend(row, column, color, radius + 0.5 - double.Hypot(column - centerColumn, row - centerRow));
        }
    }

    /// <summary>Copies an image to a centre; what lies outside the buffer is ignored.</summary>
    public void Paste(RgbImage image, double centerRow, double centerColumn)
    {
        int top = (int)Math.Round(centerRow - (image.Height - 1) / 2.0), left = (int)Math.Round(centerColumn - (image.Width - 1) / 2.0);
        int first = Math.Max(0, -left), count = Math.Min(image.Width, _width - left) - first;
        for (int row = Math.Max(0, -top); row < Math.Min(image.Height, _height - top) && count > 0; row++)
        {
            Span<byte> target = _pixels.AsSpan(3 * ((top + row) * _width + left + first));
            image.Pixels.Slice(3 * (row * image.Width + first), 3 * count).CopyTo(target);
        }
    }

    /// <summary>Fills a rectangle inside the buffer.</summary>
    public void Fill(int top, int left, int height, int width, RgbColor color)
    {
        for (int row = top; row < top + height; row++)
        {
            for (int column = left; column < left + width; column++)
                Blend(row, column, color, 1);
        }
    }

    /// <summary>A copy of the buffer.</summary>
    public RgbImage ToImage() => RgbImage.FromPixels(_pixels, _height, _width, PixelLayout.Rgb24);

    private void Blend(int row, int column, RgbColor color, double coverage)
    {
        coverage = Math.Clamp(coverage, 0, 1);
        int at = 3 * (row * _width + column);
        _pixels[at] = (byte)Math.Round(_pixels[at] + coverage * (color.R - _pixels[at]));
        _pixels[at + 1] = (byte)Math.Round(_pixels[at + 1] + coverage * (color.G - _pixels[at + 1]));
        _pixels[at + 2] = (byte)Math.Round(_pixels[at + 2] + coverage * (color.B - _pixels[at + 2]));
    }
}
