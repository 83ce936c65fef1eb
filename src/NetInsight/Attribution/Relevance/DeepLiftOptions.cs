using NetInsight.Imaging;

namespace NetInsight;

/// <summary>With what <see cref="DeepLift"/> compares, and how it draws.</summary>
public sealed record DeepLiftOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static DeepLiftOptions Default { get; } = new();

    /// <summary>
    /// The baseline, called reference in the paper, which the choice depends on: what shows nothing (Shrikumar et al. 2017,
    /// arXiv:1704.02685). Default <see cref="Fill.Black"/>, as for integrated gradients. Pixels equal to the baseline get 0.
    /// </summary>
    public Fill Baseline { get; init => field = Check.NotNull(value); } = Fill.Black;

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.Sum"/>, which keeps the sum of contributions.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.Sum;
}
