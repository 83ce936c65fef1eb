using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Which form of the gradient <see cref="Saliency"/> computes. The defaults are those of Simonyan et al. 2014.</summary>
public sealed record SaliencyOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static SaliencyOptions Default { get; } = new();

    /// <summary>
    /// How channels become one value for each pixel. By default <see cref="ChannelReduction.MaximumMagnitude"/> (Simonyan et al. 2014,
    /// arXiv:1312.6034, section 3.1), and <see cref="ChannelReduction.Sum"/> with <see cref="TimesInput"/>.
    /// <see cref="ChannelReduction.Sum"/> draws the plain gradient with its sign.
    /// </summary>
    public ChannelReduction? Reduction { get; init => field = value is { } given ? Check.Defined(given) : null; }

    /// <summary>
    /// Whether the gradient is multiplied by the input, element by element (Shrikumar et al. 2016, arXiv:1605.01713): the contribution of
    /// each element in a linear network, against an input of 0 after preprocessing. Default false.
    /// </summary>
    public bool TimesInput { get; init; }
}
