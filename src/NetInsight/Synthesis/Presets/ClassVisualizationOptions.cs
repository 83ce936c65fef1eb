using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="ClassVisualization"/> optimises images.</summary>
public sealed record ClassVisualizationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ClassVisualizationOptions Default { get; } = new();

    /// <summary>The style. Default <see cref="VisualizationStyle.Fourier"/>.</summary>
    public VisualizationStyle Style { get; init => field = Check.Defined(value); }

    /// <summary>The number of images, from different starts; from 1 to 256. Default 1.</summary>
    public int Images { get; init => field = Check.Within(value, 1, 256); } = 1;

    /// <summary>The number of steps; positive. Default 256.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 256;

    /// <summary>Height and width; default those of the network's input. Classes of most networks have that size only.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of starts and transformations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One image runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
