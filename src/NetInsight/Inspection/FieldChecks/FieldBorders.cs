namespace NetInsight.Inspection.FieldChecks;

/// <summary>The pixels just inside and outside the sides of a receptive field.</summary>
internal static class FieldBorders
{
    /// <summary>All pixels of the input on one side of a rectangle in it; empty where there are none.</summary>
    public static PixelRectangle Outside(PixelRectangle field, FieldSide side, int height, int width) => side switch
    {
        FieldSide.Top => new PixelRectangle(0, 0, field.Top, width),
        FieldSide.Bottom => new PixelRectangle(field.Top + field.Height, 0, height - field.Top - field.Height, width),
        FieldSide.Left => new PixelRectangle(0, 0, height, field.Left),
        _ => new PixelRectangle(0, field.Left + field.Width, height, width - field.Left - field.Width),
    };

    /// <summary>
    /// The outermost row or column of a unit's receptive field, clipped to the input; empty where it lies in the padding.
    /// </summary>
    public static PixelRectangle Edge(ReceptiveField field, int row, int column, FieldSide side, int height, int width)
    {
        PixelRectangle inside = field.Of(row, column, height, width);
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
            ? new PixelRectangle((int)at, inside.Left, 1, inside.Width)
            : new PixelRectangle(inside.Top, (int)at, inside.Height, 1);
    }
}
