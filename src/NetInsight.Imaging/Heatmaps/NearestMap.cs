namespace NetInsight.Imaging.Heatmaps;

/// <summary>Nearest-neighbour resampling of a map [height, width].</summary>
internal static class NearestMap
{
    /// <summary>Output row i is input row floor((i + 0.5) in / out), and likewise for columns.</summary>
    public static float[] Resample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth)
    {
        float[] result = new float[newHeight * newWidth];
        for (int i = 0, at = 0; i < newHeight; i++)
        {
            ReadOnlySpan<float> row = values.Slice(SourceIndex(i, height, newHeight) * width, width);
            for (int j = 0; j < newWidth; j++)
                result[at++] = row[SourceIndex(j, width, newWidth)];
        }

        return result;
    }

    private static int SourceIndex(int i, int size, int newSize) => (int)((2L * i + 1) * size / (2L * newSize));
}
