namespace NetInsight.Evaluation.Localization;

/// <summary>The sums of <see cref="Sparseness"/>, in double.</summary>
internal static class SparsenessSums
{
    /// <summary>The score of values about a neutral one.</summary>
    public static SparsenessScore Of(ReadOnlySpan<float> values, double neutral)
    {
        List<double> magnitudes = new(values.Length);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
                magnitudes.Add(Math.Abs(value - neutral));
        }

        magnitudes.Sort();
        int n = magnitudes.Count, missing = values.Length - n;
        double sum = magnitudes.Sum();
        if (!(sum > 0))
            return new SparsenessScore(double.NaN, double.NaN, double.NaN, n, neutral, missing);
        double weighted = 0, entropy = 0;
        for (int i = 0; i < n; i++)
        {
            double share = magnitudes[i] / sum;
            weighted += (2.0 * i + 1 - n) * share;
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        }

        int largest = 0;
        for (double held = 0; held < sum / 2 && largest < n; largest++)
            held += magnitudes[n - 1 - largest];
        return new SparsenessScore(weighted / n, entropy, (double)largest / n, n, neutral, missing);
    }
}
