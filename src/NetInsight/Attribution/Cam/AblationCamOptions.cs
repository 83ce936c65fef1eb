using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Which layer <see cref="AblationCam"/> looks at. Every option has a default.</summary>
public sealed record AblationCamOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static AblationCamOptions Default { get; } = new();

    /// <summary>The layer. Default: null, for the last feature map before pooling, as for <see cref="GradCamOptions.Layers"/>.</summary>
    public string? Layer { get; init; }

    /// <summary>Whether negative values of the map become 0. Default true (Ramaswamy and Desai 2020).</summary>
    public bool OnlyPositive { get; init; } = true;

    /// <summary>
    /// How many channels are ablated in one batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU
    /// the result does not depend on it; on GPUs up to rounding.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of one batch; positive. Default 512 MiB.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
