namespace NetInsight;

/// <summary>How <see cref="NearestNeighbors"/> measures. Everything has a default.</summary>
public sealed record NearestNeighborsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static NearestNeighborsOptions Default { get; } = new();

    /// <summary>The distance. Euclidean by default.</summary>
    public NeighborMetric Metric { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Metric), value, "Euclidean or Cosine is expected."); }

    /// <summary>The most threads. By default as many as the machine has processors; the result does not depend on them.</summary>
    public int Parallelism { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, $"Parallelism must be positive, but is {value}."); }
        = Environment.ProcessorCount;
}
