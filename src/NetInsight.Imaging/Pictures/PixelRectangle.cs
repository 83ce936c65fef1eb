namespace NetInsight;

/// <summary>A rectangle of pixels: columns X to X + Width - 1 of rows Y to Y + Height - 1, counted from 0 at the top left.</summary>
/// <remarks>It may hang over the edge of a picture, and may be empty; drawing touches only what lies inside the picture.</remarks>
/// <param name="X">Leftmost column; may be negative.</param>
/// <param name="Y">Topmost row; may be negative.</param>
/// <param name="Width">Columns, at least 0.</param>
/// <param name="Height">Rows, at least 0.</param>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>Columns, at least 0.</summary>
    public int Width { get; } = NotNegative(Width, nameof(Width));

    /// <summary>Rows, at least 0.</summary>
    public int Height { get; } = NotNegative(Height, nameof(Height));

    /// <summary>The part of this rectangle that lies in a picture of the given size; empty where there is none.</summary>
    internal PixelRectangle ClippedTo(int width, int height)
    {
        int left = Math.Clamp(X, 0, width), right = (int)Math.Clamp((long)X + Width, left, width);
        int top = Math.Clamp(Y, 0, height), bottom = (int)Math.Clamp((long)Y + Height, top, height);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
