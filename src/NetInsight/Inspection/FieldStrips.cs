namespace NetInsight;

/// <summary>The pixels at and behind the sides of what a unit sees.</summary>
internal static class FieldStrips
{
    /// <summary>All pixels of the picture on one side of a rectangle in it; empty where there are none.</summary>
    public static PixelRectangle Outside(PixelRectangle seen, FieldSide side, int height, int width) => side switch
    {
        FieldSide.Top => new PixelRectangle(0, 0, width, seen.Y),
        FieldSide.Bottom => new PixelRectangle(0, seen.Y + seen.Height, width, height - seen.Y - seen.Height),
        FieldSide.Left => new PixelRectangle(0, 0, seen.X, height),
        _ => new PixelRectangle(seen.X + seen.Width, 0, width - seen.X - seen.Width, height),
    };

    /// <summary>The outermost row or column of a unit's field as far as it is on the picture; empty where it lies in the padding.</summary>
    public static PixelRectangle Edge(ReceptiveField field, int row, int column, FieldSide side, int height, int width)
    {
        PixelRectangle seen = field.Of(row, column, height, width);
        long top = (long)row * field.StrideDown + field.Top, left = (long)column * field.StrideRight + field.Left;
        (long at, int extent) = side switch
        {
            FieldSide.Top => (top, height),
            FieldSide.Bottom => (top + field.Height - 1, height),
            FieldSide.Left => (left, width),
            _ => (left + field.Width - 1, width),
        };
        if (at < 0 || at >= extent)
            return default;
        return side is FieldSide.Top or FieldSide.Bottom
            ? new PixelRectangle(seen.X, (int)at, seen.Width, 1)
            : new PixelRectangle((int)at, seen.Y, 1, seen.Height);
    }
}
