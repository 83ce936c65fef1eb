using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="FeatureVisualization"/> optimises images: Lucid's recipe (Olah et al. 2017).</summary>
public sealed record FeatureVisualizationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FeatureVisualizationOptions Default { get; } = new();

    /// <summary>Whether the channel is minimised: what it responds to least. Default false.</summary>
    public bool IsNegative { get; init; }

    /// <summary>The number of images, from different starts; from 1 to 256. Default 1.</summary>
    public int Images { get; init => field = Check.Within(value, 1, 256); } = 1;

    /// <summary>
    /// The weight with which the images' similarity (<see cref="Objective.Similarity"/>, from 0 to the number of other images) is
    /// subtracted, so that they show different things that the channel responds to; in units of the channel. Default 0.
    /// </summary>
    public double Diversity { get; init => field = Check.NotNegative(value); }

    /// <summary>The number of steps; positive. Default 256.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 256;

    /// <summary>
    /// Height and width; default those of the network's input. Layers before the first fully connected one run at any size.
    /// </summary>
    public ImageSize? Size { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of starts and transformations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One image runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
