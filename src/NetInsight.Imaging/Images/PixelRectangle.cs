namespace NetInsight;

/// <summary>A rectangle of pixels: columns X to X + Width - 1 of rows Y to Y + Height - 1, counted from 0 at the top left.</summary>
/// <remarks>It may hang over the edge of a picture, and may be empty; drawing touches only what lies inside the picture.</remarks>
/// <param name="Left">Leftmost column; may be negative.</param>
/// <param name="Top">Topmost row; may be negative.</param>
/// <param name="Width">Columns, at least 0.</param>
/// <param name="Height">Rows, at least 0.</param>
public readonly record struct PixelRectangle(int Top, int Left, int Height, int Width)
{
    /// <summary>Columns, at least 0.</summary>
    public int Width { get; } = NotNegative(Width, nameof(Width));

    /// <summary>Rows, at least 0.</summary>
    public int Height { get; } = NotNegative(Height, nameof(Height));

    /// <summary>The part of this rectangle that lies in a picture of the given size; empty where there is none.</summary>
    internal PixelRectangle ClippedTo(int height, int width)
    {
        int left = Math.Clamp(Left, 0, width), right = (int)Math.Clamp((long)Left + Width, left, width);
        int top = Math.Clamp(Top, 0, height), bottom = (int)Math.Clamp((long)Top + Height, top, height);
        return new PixelRectangle(top, left, bottom - top, right - left);
    }

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
