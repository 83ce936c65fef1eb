namespace NetInsight.Inspection.FieldChecks;

/// <summary>The pixels at and behind the sides of what a unit sees.</summary>
internal static class FieldBorders
{
    /// <summary>All pixels of the picture on one side of a rectangle in it; empty where there are none.</summary>
    public static PixelRectangle Outside(PixelRectangle seen, FieldSide side, int height, int width) => side switch
    {
        FieldSide.Top => new PixelRectangle(0, 0, seen.Top, width),
        FieldSide.Bottom => new PixelRectangle(seen.Top + seen.Height, 0, height - seen.Top - seen.Height, width),
        FieldSide.Left => new PixelRectangle(0, 0, height, seen.Left),
        _ => new PixelRectangle(0, seen.Left + seen.Width, height, width - seen.Left - seen.Width),
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
            ? new PixelRectangle((int)at, seen.Left, 1, seen.Width)
            : new PixelRectangle(seen.Top, (int)at, seen.Height, 1);
    }
}
