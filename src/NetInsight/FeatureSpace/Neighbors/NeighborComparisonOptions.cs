using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="NeighborComparison"/> measures. Everything has a default.</summary>
public sealed record NeighborComparisonOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static NeighborComparisonOptions Default { get; } = new();

    /// <summary>Neighbours of each query; positive, below the number of images. Default 8.</summary>
    public int Count { get; init => field = Check.Positive(value); } = 8;

    /// <summary>Metric and threads in both spaces; not null. Default Euclidean, as in Krizhevsky et al. 2012, figure 4.</summary>
    public NearestNeighborsOptions Neighbors { get; init => field = Check.NotNull(value); } = NearestNeighborsOptions.Default;
}
