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

        float[] result = new float[newHeight * newWidth];
        (int, int, float)[] rows = Samples(height, newHeight), columns = Samples(width, newWidth);
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
        {
            double position = Math.Clamp((i + 0.5) * scale - 0.5, 0, size - 1);
            int before = (int)position;
            samples[i] = (before, Math.Min(before + 1, size - 1), (float)(position - before));
        }

        return samples;
    }

    private static float Lerp(float a, float b, float fraction) => fraction == 0 || a == b ? a : a * (1 - fraction) + b * fraction;
}
