namespace NetInsight.Imaging.Heatmaps;

/// <summary>Diagonal stripes without colour over positions of a map whose values are not certain.</summary>
internal static class HatchPattern
{
    /// <summary>Stripes along a side, at most; half a period is at least two pixels wide.</summary>
    private const int Stripes = 32;

    /// <summary>Values with those replaced that lie under a stripe at a hatched position.</summary>
    /// <param name="values">What is drawn, [height x width].</param>
    /// <param name="height">Rows of the drawing.</param>
    /// <param name="width">Columns of the drawing.</param>
    /// <param name="area">What of the drawing the map covers.</param>
    /// <param name="hatched">The hatched positions of the map, [rows x columns].</param>
    /// <param name="rows">Rows of the map.</param>
    /// <param name="columns">Columns of the map.</param>
    /// <param name="neutral">The value under a stripe.</param>
    public static float[] Draw(
        float[] values, int height, int width, MapArea area, bool[] hatched, int rows, int columns, float neutral)
    {
        double[] down = MapArea.Positions(area.Top, area.Height, height, rows);
        double[] right = MapArea.Positions(area.Left, area.Width, width, columns);
        int half = Math.Max(2, (int)(Math.Min(area.Height, area.Width) / (2 * Stripes)));
        float[] result = [.. values];
        for (int i = 0; i < result.Length; i++)
        {
            (int row, int column) = (i / width, i % width);
            bool isStripe = (row + column) / half % 2 == 0 && !float.IsNaN(result[i]) && !double.IsNaN(down[row] + right[column]);
            if (isStripe && hatched[(int)down[row] * columns + (int)right[column]])
                result[i] = neutral;
        }

        return result;
    }
}
