namespace NetInsight.Gallery;

/// <summary>Some of many, evenly spread: names come in order, and neighbours are often alike.</summary>
internal static class Spread
{
    /// <summary>At most so many indices below a count, in rising order.</summary>
    public static IReadOnlyList<int> Over(int count, int most)
    {
        int taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(i => (int)((long)i * count / taken))];
    }
}
