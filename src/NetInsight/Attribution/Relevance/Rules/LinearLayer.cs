using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// A layer of weights as relevance sees it: with the batch normalisation and the bias that follow it folded in, y = gain (W a + b) +
/// offset.
/// </summary>
/// <param name="Derivative">The rule of its derivative.</param>
/// <param name="Output">The value behind all that is folded in.</param>
internal sealed record LinearLayer(IGradientRule Derivative, int Output)
{
    /// <summary>Which input the image reaches.</summary>
    public int Data { get; init; }

    /// <summary>Which input holds the weights; null for pools and sums, which have none.</summary>
    public int? Weights { get; init; }

    /// <summary>Which input holds the bias; null for none.</summary>
    public int? Bias { get; init; }

    /// <summary>What follows and is folded in; null for nothing.</summary>
    public ChannelAffine? Tail { get; init; }

    /// <summary>Whether no element of its input can be negative, as behind a ReLU.</summary>
    public bool IsNonNegative { get; init; }

    /// <summary>Whether a ReLU alone reads its output, so that outputs below 0 carry no relevance.</summary>
    public bool IsRectified { get; init; }
}
