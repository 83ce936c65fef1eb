using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="ExpectedGradients"/> samples.</summary>
public sealed record ExpectedGradientsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ExpectedGradientsOptions Default { get; } = new();

    /// <summary>
    /// The number of samples, each one background image and one position on the line to it; positive. Default 200, that of SHAP's
    /// GradientExplainer. The error falls with the square root: <see cref="ExpectedGradientsMap.StandardError"/>.
    /// </summary>
    public int Samples { get; init => field = Check.Positive(value); } = 200;

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.Sum"/>: contributions add up to the target's
    /// change.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.Sum;

    /// <summary>Seed of the samples. Default 1. The same seed gives the same samples for any batch size.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number of samples in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 10 on the CPU and 32 on
    /// GPUs.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One sample runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
