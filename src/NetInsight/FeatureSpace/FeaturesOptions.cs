using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Features"/> runs a network over many images. Everything has a default.</summary>
public sealed record FeaturesOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FeaturesOptions Default { get; } = new();

    /// <summary>Reduction of a feature map's positions. Default <see cref="FeaturePooling.None"/>.</summary>
    public FeaturePooling Pooling { get; init => field = Check.Defined(value); }

    /// <summary>Images a batch; positive, or null (default) for as many as fit <see cref="MemoryBudget"/>, at most 32.</summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes that the feature maps of a batch may take; positive. Default 512 MiB. A single image always runs.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
