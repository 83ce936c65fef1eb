namespace NetInsight.Imaging.Heatmaps;

/// <summary>Stretches a map of floats by repeating its values.</summary>
internal static class NearestMap
{
    /// <summary>Output row i is input row floor((i + 0.5) in / out), and so for columns.</summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth)
    {
        float[] result = new float[newHeight * newWidth];
        for (int i = 0, at = 0; i < newHeight; i++)
        {
            ReadOnlySpan<float> row = values.Slice(Place(i, height, newHeight) * width, width);
            for (int j = 0; j < newWidth; j++)
                result[at++] = row[Place(j, width, newWidth)];
        }

        return result;
    }

    private static int Place(int i, int size, int newSize) => (int)((2L * i + 1) * size / (2L * newSize));
}
