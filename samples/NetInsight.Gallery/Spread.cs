namespace NetInsight.Gallery;

/// <summary>An evenly spread selection: files come in order of their names, and neighbours are often similar.</summary>
internal static class Spread
{
    /// <summary>At most <paramref name="most"/> indices below <paramref name="count"/>, in rising order.</summary>
    public static IReadOnlyList<int> Over(int count, int most)
    {
        int taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(i => (int)((long)i * count / taken))];
    }
}
