namespace NetInsight;

/// <summary>How <see cref="Features"/> runs a network over many images. Everything has a default.</summary>
public sealed record FeaturesOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FeaturesOptions Default { get; } = new();

    /// <summary>What becomes of a map's places. All are kept by default.</summary>
    public FeaturePooling Pooling { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Pooling), value, "None, Average or Maximum is expected."); }

    /// <summary>How many images run at once. By default as many as fit <see cref="MemoryBudget"/>, at most 32.</summary>
    public int? BatchSize { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, $"BatchSize must be positive, but is {value}."); }

    /// <summary>Bytes that the maps of one batch may take. 512 MiB by default; one image at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryBudget), value, $"MemoryBudget must be positive, but is {value}."); } = 512L << 20;
}
