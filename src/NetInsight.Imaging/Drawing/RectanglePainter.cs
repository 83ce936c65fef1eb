namespace NetInsight.Imaging.Drawing;

/// <summary>Fills and outlines rectangles in the caller's RGB rows.</summary>
internal static class RectanglePainter
{
    /// <summary>Sets every pixel of the span to the colour.</summary>
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

    /// <summary>Fills the intersection of the rectangle with the image.</summary>
    public static void Fill(Span<byte> pixels, int height, int width, PixelRectangle rectangle, RgbColor color)
    {
        PixelRectangle inside = rectangle.ClippedTo(height, width);
        for (int y = inside.Top; y < inside.Top + inside.Height; y++)
            FillPixels(pixels.Slice(3 * (y * width + inside.Left), 3 * inside.Width), color);
    }

    /// <summary>Four bars along the inner side of the rectangle's edges.</summary>
    public static void Outline(Span<byte> pixels, int height, int width, PixelRectangle rectangle, RgbColor color, int thickness)
    {
        (int y, int x, int h, int w) = rectangle;
        int down = Math.Min(thickness, h), across = Math.Min(thickness, w);
        Fill(pixels, height, width, new PixelRectangle(y, x, down, w), color);
        Fill(pixels, height, width, new PixelRectangle(y + h - down, x, down, w), color);
        Fill(pixels, height, width, new PixelRectangle(y, x, h, across), color);
        Fill(pixels, height, width, new PixelRectangle(y, x + w - across, h, across), color);
    }
}
