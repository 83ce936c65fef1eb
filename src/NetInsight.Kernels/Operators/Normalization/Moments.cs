namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Mean and variance of values, in two passes in doubles, in memory order.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Variance">The population's: the sum of squared distances from the mean, divided by the count.</param>
internal readonly record struct Moments(double Mean, double Variance)
{
    /// <summary>The standard deviation, the root of the variance.</summary>
    public double Deviation => Math.Sqrt(Variance);

    /// <summary>The moments of some values; NaN of none.</summary>
    public static Moments Of(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;

        // Mean.
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;

        // Variance.
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return new Moments(mean, squares / values.Length);
    }

    /// <summary>1 / sqrt(variance + epsilon), by which normalisations multiply.</summary>
    public double InverseDeviation(float epsilon) => 1 / Math.Sqrt(Variance + epsilon);
}
