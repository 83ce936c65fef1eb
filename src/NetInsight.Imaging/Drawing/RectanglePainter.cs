namespace NetInsight.Imaging.Drawing;

/// <summary>Fills and outlines rectangles in RGB rows that belong to the caller.</summary>
internal static class RectanglePainter
{
    /// <summary>Every pixel of the span gets the colour.</summary>
    public static void FillPixels(Span<byte> pixels, RgbColor color)
    {
        if (color.R == color.G && color.G == color.B)
        {
            pixels.Fill(color.R);
            return;
        }

        for (int at = 0; at < pixels.Length; at += 3)
        {
            pixels[at] = color.R;
            pixels[at + 1] = color.G;
            pixels[at + 2] = color.B;
        }
    }

    /// <summary>Fills what of the rectangle lies inside the picture.</summary>
    public static void Fill(Span<byte> pixels, int height, int width, PixelRectangle rectangle, RgbColor color)
    {
        PixelRectangle part = rectangle.ClippedTo(height, width);
        for (int y = part.Top; y < part.Top + part.Height; y++)
            FillPixels(pixels.Slice(3 * (y * width + part.Left), 3 * part.Width), color);
    }

    /// <summary>Four bars along the inner side of the rectangle's edges.</summary>
    public static void Outline(Span<byte> pixels, int height, int width, PixelRectangle rectangle, RgbColor color, int thickness)
    {
        (int y, int x, int h, int w) = rectangle;
        int across = Math.Min(thickness, w), down = Math.Min(thickness, h);
        Fill(pixels, height, width, new PixelRectangle(y, x, down, w), color);
        Fill(pixels, height, width, new PixelRectangle(y + h - down, x, down, w), color);
        Fill(pixels, height, width, new PixelRectangle(y, x, h, across), color);
        Fill(pixels, height, width, new PixelRectangle(y, x + w - across, h, across), color);
    }
}
