namespace NetInsight.Evaluation;

/// <summary>Moments of elements, in double.</summary>
internal static class Statistics
{
    /// <summary>The standard deviation: the root of the mean squared distance from the mean.</summary>
    public static double Deviation(ReadOnlySpan<float> values) => Moments(values).Deviation;

    /// <summary>Mean and standard deviation.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
