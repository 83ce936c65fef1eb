namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Mean and 1 / sqrt(variance + epsilon) of a row, in two passes in doubles, in memory order.</summary>
internal readonly record struct Moments(double Mean, double InverseDeviation)
{
    /// <summary>The moments of some values; the variance is the population's: the sum of squares divided by the count.</summary>
    public static Moments Of(ReadOnlySpan<float> values, float epsilon)
    {
        double sum = 0, squares = 0;

        // Mean.
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;

        // Variance.
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return new Moments(mean, 1 / Math.Sqrt(squares / values.Length + epsilon));
    }
}
