namespace NetInsight;

/// <summary>How <see cref="Activations"/> are ordered and drawn. Everything has a default.</summary>
public sealed record ActivationsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ActivationsOptions Default { get; } = new();

    /// <summary>Which values share one scale. All of a layer by default, as in ConvNetJS.</summary>
    public ActivationScaling Scaling { get; init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Scaling), value, "PerLayer or PerChannel is expected."); }

    /// <summary>
    /// Whether channels are drawn by their strength, the largest <see cref="ChannelActivation.Maximum"/> first, equals by index. By default they
    /// stand in the network's order.
    /// </summary>
    public bool StrongestFirst { get; init; }

    /// <summary>The most channels of a map that are drawn; the result holds all. 256 by default.</summary>
    public int MostChannels { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MostChannels), value, $"MostChannels must be positive, but is {value}."); } = 256;
}
