using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Activations"/> are ordered and drawn. Every option has a default.</summary>
public sealed record ActivationsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ActivationsOptions Default { get; } = new();

    /// <summary>Which values share one scale. Default <see cref="ActivationScaling.PerLayer"/>, as in ConvNetJS.</summary>
    public ActivationScaling Scaling { get; init => field = Check.Defined(value); }

    /// <summary>
    /// Whether channels are drawn in the order of their <see cref="ChannelActivation.Maximum"/>, the largest first, equal ones by index. By
    /// default they are drawn in the network's order.
    /// </summary>
    public bool StrongestFirst { get; init; }

    /// <summary>The largest number of channels that are drawn; positive. The result holds all of them. Default 256.</summary>
    public int MostChannels { get; init => field = Check.Positive(value); } = 256;
}
