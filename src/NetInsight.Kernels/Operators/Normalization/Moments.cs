namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Mean and 1 / sqrt(variance + epsilon) of numbers: two passes in doubles, in the order of memory.</summary>
internal readonly record struct Moments(double Mean, double InverseDeviation)
{
    /// <summary>Of some numbers; the variance is that of the numbers themselves, divided by their count.</summary>
    public static Moments Of(ReadOnlySpan<float> values, float epsilon)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return new Moments(mean, 1 / Math.Sqrt(squares / values.Length + epsilon));
    }
}
