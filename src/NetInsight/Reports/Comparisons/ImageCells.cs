namespace NetInsight.Reports.Comparisons;

/// <summary>
/// An input's pixels divided into rows x columns cells: cell row r covers pixel rows floor(r H / rows) up to, without it,
/// floor((r + 1) H / rows); columns likewise.
/// </summary>
internal sealed record ImageCells
{
    /// <summary>A grid of at most <paramref name="most"/> cells along each side, and at most one for each pixel.</summary>
    public ImageCells(int height, int width, int most) =>
        (Height, Width, Rows, Columns) = (height, width, Math.Min(most, height), Math.Min(most, width));

    /// <summary>Pixel rows.</summary>
    public int Height { get; }

    /// <summary>Pixel columns.</summary>
    public int Width { get; }

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Columns of cells.</summary>
    public int Columns { get; }

    /// <summary>The number of cells.</summary>
    public int Count => Rows * Columns;

    /// <summary>The pixels of a cell.</summary>
    public PixelRectangle RectangleOf(int cell)
    {
        int row = cell / Columns, column = cell % Columns;
        int top = Edge(row, Height, Rows), left = Edge(column, Width, Columns);
        return new PixelRectangle(top, left, Edge(row + 1, Height, Rows) - top, Edge(column + 1, Width, Columns) - left);
    }

    /// <summary>The mean of a map's finite values over each cell; NaN where a cell has none.</summary>
    public double[] MeansOf(Heatmap map)
    {
        double[] means = new double[Count];
        for (int cell = 0; cell < means.Length; cell++)
        {
            PixelRectangle pixels = RectangleOf(cell);
            double sum = 0;
            int count = 0;
            for (int row = pixels.Top; row < pixels.Top + pixels.Height; row++)
            {
                foreach (float value in map.Values.Slice(row * Width + pixels.Left, pixels.Width))
                {
                    if (float.IsFinite(value))
                        (sum, count) = (sum + value, count + 1);
                }
            }

            means[cell] = count == 0 ? double.NaN : sum / count;
        }

        return means;
    }

    /// <summary>For each pixel whether its cell is chosen.</summary>
    public bool[] PixelsOf(bool[] chosen)
    {
        bool[] pixels = new bool[Height * Width];
        for (int cell = 0; cell < chosen.Length; cell++)
        {
            PixelRectangle rectangle = RectangleOf(cell);
            for (int row = rectangle.Top; chosen[cell] && row < rectangle.Top + rectangle.Height; row++)
                pixels.AsSpan(row * Width + rectangle.Left, rectangle.Width).Fill(true);
        }

        return pixels;
    }

    private static int Edge(int cell, int extent, int cells) => (int)((long)cell * extent / cells);
}
