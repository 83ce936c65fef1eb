using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="SmoothGrad"/> samples, and which statistic of the gradients it computes.</summary>
public sealed record SmoothGradOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static SmoothGradOptions Default { get; } = new();

    /// <summary>
    /// The number of noisy images; positive. Default 50 (Smilkov et al. 2017, arXiv:1706.03825, section 3.2: more hardly changes the map).
    /// </summary>
    public int Samples { get; init => field = Check.Positive(value); } = 50;

    /// <summary>
    /// The standard deviation of the noise, as a share of the range of the preprocessed input's values, largest less smallest; positive.
    /// Default 0.15 (Smilkov et al. 2017, section 3.2: 10% to 20%).
    /// </summary>
    public double NoiseLevel { get; init => field = Check.Positive(value); } = 0.15;

    /// <summary>What is computed of the gradients. Default <see cref="SmoothGradStatistic.Mean"/>: SmoothGrad.</summary>
    public SmoothGradStatistic Statistic { get; init => field = Check.Defined(value); }

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.MaximumMagnitude"/>, as for
    /// <see cref="Saliency"/>.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.MaximumMagnitude;

    /// <summary>Seed of the noise. Default 1. The same seed gives the same noise for any batch size.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number of samples in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 10 on the CPU and 32 on
    /// GPUs.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One sample runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
