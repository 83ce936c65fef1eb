namespace NetInsight.Imaging.Heatmaps;

/// <summary>The area of an image that a map covers, in pixels; edges may lie inside pixels or beyond the image.</summary>
internal readonly record struct MapArea(double Top, double Left, double Height, double Width)
{
    /// <summary>All of an image.</summary>
    public static MapArea Whole(int height, int width) => new(0, 0, height, width);

    /// <summary>All of a rectangle.</summary>
    public static MapArea Of(PixelRectangle rectangle) => new(rectangle.Top, rectangle.Left, rectangle.Height, rectangle.Width);

    /// <summary>The part of the area that one cell of a map over it covers.</summary>
    public MapArea Cell(int row, int column, int rows, int columns) =>
        new(Top + row * Height / rows, Left + column * Width / columns, Height / rows, Width / columns);

    /// <summary>The smallest rectangle of whole pixels that covers the area.</summary>
    public PixelRectangle Pixels()
    {
        int top = (int)Math.Floor(Top), left = (int)Math.Floor(Left);
        return new PixelRectangle(top, left, (int)Math.Ceiling(Top + Height) - top, (int)Math.Ceiling(Left + Width) - left);
    }

    /// <summary>
    /// For each pixel along a side, where its centre lies along the map's side of <paramref name="cells"/> cells, from 0 to that; NaN where
    /// it lies outside.
    /// </summary>
    /// <param name="start">Where the map begins along the side.</param>
    /// <param name="extent">How many pixels it covers.</param>
    /// <param name="size">The image's side.</param>
    /// <param name="cells">The map's side.</param>
    public static double[] Positions(double start, double extent, int size, int cells)
    {
        double scale = cells / extent;
        double[] positions = new double[size];
        for (int i = 0; i < size; i++)
        {
            double position = (i + 0.5 - start) * scale;
            positions[i] = position >= 0 && position < cells ? position : double.NaN;
        }

        return positions;
    }
}
