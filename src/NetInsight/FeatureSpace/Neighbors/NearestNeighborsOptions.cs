using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="NearestNeighbors"/> measures. Everything has a default.</summary>
public sealed record NearestNeighborsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static NearestNeighborsOptions Default { get; } = new();

    /// <summary>The distance. Default <see cref="NeighborMetric.Euclidean"/> (Krizhevsky et al. 2012, section 6.1).</summary>
    public NeighborMetric Metric { get; init => field = Check.Defined(value); }

    /// <summary>Threads at most; positive. Default the number of logical CPUs; the result does not depend on it.</summary>
    public int Parallelism { get; init => field = Check.Positive(value); } = Environment.ProcessorCount;
}
