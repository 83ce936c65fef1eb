using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="GuidedBackpropagation"/> draws.</summary>
public sealed record GuidedBackpropagationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GuidedBackpropagationOptions Default { get; } = new();

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.MaximumMagnitude"/>, as for
    /// saliency; Springenberg et al. draw the three channels as a colour image, for which <see cref="AttributionMap.Values"/> has them.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.MaximumMagnitude;
}
