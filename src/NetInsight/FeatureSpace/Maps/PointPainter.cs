namespace NetInsight.FeatureSpace.Maps;

/// <summary>Draws dots and lines with smooth edges into an image that is being made.</summary>
internal sealed class PointPainter
{
    private readonly byte[] _pixels;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Begins with one colour.</summary>
    public PointPainter(int height, int width, RgbColor background)
    {
        (_width, _height) = (width, height);
        _pixels = RgbImage.Solid(height, width, background).Pixels.ToArray();
    }

    /// <summary>A disc; a pixel is covered by as much as its middle lies within the radius, over one pixel.</summary>
    public void Dot(double x, double y, double radius, RgbColor color)
    {
        int left = Math.Max((int)Math.Floor(x - radius), 0), right = Math.Min((int)Math.Ceiling(x + radius), _width - 1);
        int top = Math.Max((int)Math.Floor(y - radius), 0), bottom = Math.Min((int)Math.Ceiling(y + radius), _height - 1);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
                Blend(row, column, color, radius + 0.5 - double.Hypot(column - x, row - y));
        }
    }

    /// <summary>Puts an image down, its middle at a place; what lies outside is left out.</summary>
    public void Paste(RgbImage image, double x, double y)
    {
        int left = (int)Math.Round(x - (image.Width - 1) / 2.0), top = (int)Math.Round(y - (image.Height - 1) / 2.0);
        int first = Math.Max(0, -left), count = Math.Min(image.Width, _width - left) - first;
        for (int row = Math.Max(0, -top); row < Math.Min(image.Height, _height - top) && count > 0; row++)
            image.Pixels.Slice(3 * (row * image.Width + first), 3 * count).CopyTo(_pixels.AsSpan(3 * ((top + row) * _width + left + first)));
    }

    /// <summary>Fills a rectangle that lies inside the image.</summary>
    public void Fill(int top, int left, int height, int width, RgbColor color)
    {
        for (int row = top; row < top + height; row++)
        {
            for (int column = left; column < left + width; column++)
                Blend(row, column, color, 1);
        }
    }

    /// <summary>The image so far.</summary>
    public RgbImage ToImage() => RgbImage.FromPixels(_pixels, _height, _width, PixelLayout.Rgb24);

    private void Blend(int row, int column, RgbColor color, double share)
    {
        share = Math.Clamp(share, 0, 1);
        int at = 3 * (row * _width + column);
        _pixels[at] = (byte)Math.Round(_pixels[at] + share * (color.R - _pixels[at]));
        _pixels[at + 1] = (byte)Math.Round(_pixels[at + 1] + share * (color.G - _pixels[at + 1]));
        _pixels[at + 2] = (byte)Math.Round(_pixels[at + 2] + share * (color.B - _pixels[at + 2]));
    }
}
