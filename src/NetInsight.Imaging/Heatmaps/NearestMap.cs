namespace NetInsight.Imaging.Heatmaps;

/// <summary>Nearest-neighbour resampling of a map [height, width].</summary>
internal static class NearestMap
{
    /// <summary>Output row i is input row floor((i + 0.5) in / out), and likewise for columns.</summary>
    public static T[] Resample<T>(ReadOnlySpan<T> values, int height, int width, int newHeight, int newWidth)
    {
        T[] result = new T[newHeight * newWidth];
        for (int i = 0, at = 0; i < newHeight; i++)
        {
            ReadOnlySpan<T> row = values.Slice(SourceIndex(i, height, newHeight) * width, width);
            for (int j = 0; j < newWidth; j++)
                result[at++] = row[SourceIndex(j, width, newWidth)];
        }

        return result;
    }

    /// <summary>The map over an area of an image: each pixel takes the cell in which its centre lies; NaN outside.</summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth, MapArea area)
    {
        if (area == MapArea.Whole(newHeight, newWidth))
            return Resample(values, height, width, newHeight, newWidth);
        double[] rows = MapArea.Positions(area.Top, area.Height, newHeight, height);
        double[] columns = MapArea.Positions(area.Left, area.Width, newWidth, width);
        float[] result = new float[newHeight * newWidth];
        for (int at = 0; at < result.Length; at++)
        {
            double row = rows[at / newWidth], column = columns[at % newWidth];
            result[at] = double.IsNaN(row) || double.IsNaN(column) ? float.NaN : values[(int)row * width + (int)column];
        }

        return result;
    }

    private static int SourceIndex(int i, int size, int newSize) => (int)((2L * i + 1) * size / (2L * newSize));
}
