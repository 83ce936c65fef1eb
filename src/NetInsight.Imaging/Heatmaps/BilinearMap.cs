namespace NetInsight.Imaging.Heatmaps;

/// <summary>Bilinear interpolation of a map [height, width] between the centres of its cells.</summary>
internal static class BilinearMap
{
    /// <summary>
    /// Output row i samples input row (i + 0.5) in / out - 0.5, clamped to the map, and likewise for columns (PyTorch's
    /// <c>interpolate(mode='bilinear', align_corners=False)</c>). A neighbour of weight 0 is not read, so its NaN does not propagate.
    /// </summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newWidth);
        if (Math.BigMul(newHeight, newWidth) > Array.MaxLength)
            throw new ArgumentException($"A map of {newHeight} x {newWidth} values is too large.");

        return Resample(values, width, Samples(height, newHeight), Samples(width, newWidth));
    }

    /// <summary>The map over an area of an image, clamped to the map at the area's edges; NaN outside.</summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth, MapArea area)
    {
        if (area == MapArea.Whole(newHeight, newWidth))
            return Resample(values, height, width, newHeight, newWidth);
        double[] rows = MapArea.Positions(area.Top, area.Height, newHeight, height);
        double[] columns = MapArea.Positions(area.Left, area.Width, newWidth, width);
        float[] result = Resample(
            values, width, [.. rows.Select(row => Sample(row, height))], [.. columns.Select(column => Sample(column, width))]);
        for (int at = 0; at < result.Length; at++)
        {
            if (double.IsNaN(rows[at / newWidth]) || double.IsNaN(columns[at % newWidth]))
                result[at] = float.NaN;
        }

        return result;
    }

    private static float[] Resample(
        ReadOnlySpan<float> values, int width, (int, int, float)[] rows, (int, int, float)[] columns)
    {
        float[] result = new float[rows.Length * columns.Length];
        int at = 0;
        foreach ((int top, int bottom, float down) in rows)
        {
            ReadOnlySpan<float> upper = values.Slice(top * width, width), lower = values.Slice(bottom * width, width);
            foreach ((int left, int right, float across) in columns)
                result[at++] = Lerp(Lerp(upper[left], upper[right], across), Lerp(lower[left], lower[right], across), down);
        }

        return result;
    }

    /// <summary>For each output index the two input indices between which it lies, and the weight of the second.</summary>
    private static (int Before, int After, float Fraction)[] Samples(int size, int newSize)
    {
        double scale = (double)size / newSize;
        (int, int, float)[] samples = new (int, int, float)[newSize];
        for (int i = 0; i < newSize; i++)
            samples[i] = Sample((i + 0.5) * scale, size);
        return samples;
    }

    /// <summary>The two indices between whose centres a position lies, and the weight of the second; of NaN the first index.</summary>
    public static (int Before, int After, float Fraction) Sample(double along, int size)
    {
        double position = double.IsNaN(along) ? 0 : Math.Clamp(along - 0.5, 0, size - 1);
        int before = (int)position;
        return (before, Math.Min(before + 1, size - 1), (float)(position - before));
    }

    private static float Lerp(float a, float b, float fraction) => fraction == 0 || a == b ? a : a * (1 - fraction) + b * fraction;
}
