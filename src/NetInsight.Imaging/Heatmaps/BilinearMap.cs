namespace NetInsight.Imaging.Heatmaps;

/// <summary>Linear interpolation of a map of floats between the centres of its cells.</summary>
internal static class BilinearMap
{
    /// <summary>
    /// Output row i reads input row (i + 0.5) in / out - 0.5, held within the map, and so for columns (PyTorch's
    /// <c>interpolate(mode='bilinear', align_corners=False)</c>). A neighbour of weight 0 is not read, so that its NaN does not count.
    /// </summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newWidth);
        if (Math.BigMul(newHeight, newWidth) > Array.MaxLength)
            throw new ArgumentException($"A map of {newHeight} x {newWidth} values is too large.");

        float[] result = new float[newHeight * newWidth];
        (int, int, float)[] columns = Places(width, newWidth);
        (int, int, float)[] rows = Places(height, newHeight);
        int at = 0;
        foreach ((int top, int bottom, float down) in rows)
        {
            ReadOnlySpan<float> upper = values.Slice(top * width, width), lower = values.Slice(bottom * width, width);
            foreach ((int left, int right, float across) in columns)
                result[at++] = Between(Between(upper[left], upper[right], across), Between(lower[left], lower[right], across), down);
        }

        return result;
    }

    private static (int Before, int Behind, float Fraction)[] Places(int size, int newSize)
    {
        double scale = (double)size / newSize;
        var places = new (int, int, float)[newSize];
        for (int i = 0; i < newSize; i++)
        {
            double place = Math.Clamp((i + 0.5) * scale - 0.5, 0, size - 1);
            int before = (int)place;
            places[i] = (before, Math.Min(before + 1, size - 1), (float)(place - before));
        }

        return places;
    }

    private static float Between(float a, float b, float fraction) => fraction == 0 || a == b ? a : a * (1 - fraction) + b * fraction;
}
