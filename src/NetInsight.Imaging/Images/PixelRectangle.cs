using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A rectangle of pixels: Height rows from Top on, Width columns from Left on, counted from 0 at the top left.</summary>
/// <remarks>It may extend beyond the edges of an image, and may be empty; drawing changes only pixels inside the image.</remarks>
/// <param name="Top">First row; may be negative.</param>
/// <param name="Left">First column; may be negative.</param>
/// <param name="Height">Rows, at least 0.</param>
/// <param name="Width">Columns, at least 0.</param>
public readonly record struct PixelRectangle(int Top, int Left, int Height, int Width)
{
    /// <summary>Rows, at least 0.</summary>
    public int Height { get; } = Check.NotNegative(Height, nameof(Height));

    /// <summary>Columns, at least 0.</summary>
    public int Width { get; } = Check.NotNegative(Width, nameof(Width));

    /// <summary>The intersection of this rectangle with an image of the given size; empty where they do not meet.</summary>
    internal PixelRectangle ClippedTo(int height, int width)
    {
        int top = Math.Clamp(Top, 0, height), bottom = (int)Math.Clamp((long)Top + Height, top, height);
        int left = Math.Clamp(Left, 0, width), right = (int)Math.Clamp((long)Left + Width, left, width);
        return new PixelRectangle(top, left, bottom - top, right - left);
    }
}
