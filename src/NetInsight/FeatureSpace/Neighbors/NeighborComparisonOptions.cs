namespace NetInsight;

/// <summary>How <see cref="NeighborComparison"/> measures. Everything has a default.</summary>
public sealed record NeighborComparisonOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static NeighborComparisonOptions Default { get; } = new();

    /// <summary>Neighbours for each query. 8 by default.</summary>
    public int Count { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Count), value, $"Count must be positive, but is {value}."); } = 8;

    /// <summary>The distance in both spaces. Euclidean by default, as in the lecture.</summary>
    public NearestNeighborsOptions Neighbors { get; init => field = value ?? throw new ArgumentNullException(nameof(Neighbors)); } = NearestNeighborsOptions.Default;
}
