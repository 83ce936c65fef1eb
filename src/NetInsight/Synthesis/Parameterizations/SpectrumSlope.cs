namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The exponent of a magnitude spectrum.</summary>
internal static class SpectrumSlope
{
    /// <summary>
    /// The slope of the line through log mean magnitude over log f of the first channel, for rings of one frequency each, of 2 / W to 1/4
    /// cycles a pixel (at least two rings), by least squares; NaN where there are fewer, or one has no magnitude.
    /// </summary>
    public static double Of(ReadOnlySpan<float> values, int height, int width)
    {
        int columns = width / 2 + 1, rings = Math.Max(width / 4, 3);
        double[] sums = new double[rings + 1];
        int[] counts = new int[rings + 1];
        for (int row = 0; row < height; row++)
        {
            double down = (double)(row <= (height - 1) / 2 ? row : row - height) / height;
            for (int column = 0; column < columns; column++)
            {
                double right = (double)column / width;
                int ring = (int)Math.Round(Math.Sqrt(down * down + right * right) * width);
                if (ring > rings)
                    continue;
                sums[ring] += values[row * columns + column];
                counts[ring]++;
            }
        }

        double[] x = new double[rings - 1], y = new double[rings - 1];
        for (int ring = 2; ring <= rings; ring++)
            (x[ring - 2], y[ring - 2]) = (Math.Log(ring), Math.Log(sums[ring] / counts[ring]));
        double meanX = x.Average(), meanY = y.Average(), products = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            products += (x[i] - meanX) * (y[i] - meanY);
            squares += (x[i] - meanX) * (x[i] - meanX);
        }

        double slope = products / squares;
        return double.IsFinite(slope) ? slope : double.NaN;
    }
}
