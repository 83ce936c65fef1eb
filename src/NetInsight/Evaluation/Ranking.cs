namespace NetInsight.Evaluation;

/// <summary>Positions in the order of a map's values.</summary>
internal static class Ranking
{
    /// <summary>The indices of all values, largest first; of equal ones the first index first, NaN last.</summary>
    public static int[] LargestFirst(ReadOnlySpan<float> values)
    {
        float[] keys = new float[values.Length];
        int[] indices = new int[values.Length];
        for (int i = 0; i < keys.Length; i++)
            (keys[i], indices[i]) = (values[i], i);
        // CompareTo takes NaN for smaller than any number.
        Array.Sort(indices, (a, b) => keys[b].CompareTo(keys[a]) is var order and not 0 ? order : a.CompareTo(b));
        return indices;
    }

    /// <summary>The rank of each value, 1 for the smallest; equal values have the mean of their ranks.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray(), ranks = new double[values.Length];
        int[] indices = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, indices);
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] == sorted[first]; next++)
            {
            }

            for (int i = first; i < next; i++)
                ranks[indices[i]] = (first + 1 + next) / 2.0;
        }

        return ranks;
    }
}
