namespace NetInsight.Synthesis.Parameterizations;

/// <summary>A spectrum [H, W / 2 + 1] at the frequencies of another size.</summary>
internal static class SpectrumSampling
{
    /// <summary>Below this share of the largest magnitude logarithms end.</summary>
    private const double Least = 1e-12;

    /// <summary>
    /// Magnitudes at frequencies in cycles a pixel, bilinear in the logarithm; rows of frequencies repeat after H, of columns there are
    /// none above 1/2.
    /// </summary>
    public static double[] Sample(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth)
    {
        float largest = 0;
        foreach (float value in values)
            largest = Math.Max(largest, value);
        double[] logarithms = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            logarithms[i] = Math.Log(Math.Max(values[i], Least * Math.Max(largest, float.Epsilon)));
        int columns = width / 2 + 1, newColumns = newWidth / 2 + 1;
        double[] sampled = new double[newHeight * newColumns];
        for (int row = 0; row < newHeight; row++)
        {
            double along = (double)row * height / newHeight;
            int top = (int)along, bottom = (top + 1) % height;
            for (int column = 0; column < newColumns; column++)
            {
                double across = Math.Min((double)column * width / newWidth, columns - 1);
                int left = (int)across, right = Math.Min(left + 1, columns - 1);
                double upper = Between(logarithms[top * columns + left], logarithms[top * columns + right], across - left);
                double lower = Between(logarithms[bottom * columns + left], logarithms[bottom * columns + right], across - left);
                sampled[row * newColumns + column] = largest == 0 ? 0 : Math.Exp(Between(upper, lower, along - top));
            }
        }

        return sampled;
    }

    private static double Between(double a, double b, double fraction) => a + fraction * (b - a);
}
