using NetInsight.Attribution;

namespace NetInsight;

/// <summary>
/// A gradient of a target with respect to the network's input, or what a technique makes of it element by element: the result of
/// <see cref="Saliency"/> and of techniques that replace rules of the backward pass. Immutable.
/// </summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> keeps the signs, 1 x channels x height x width; <see cref="AttributionMap.Heatmap"/> is reduced over
/// channels as <see cref="Reduction"/> says.
/// </remarks>
public sealed class GradientMap : AttributionMap
{
    internal GradientMap(
        AttributedInput input, ExplainedTarget target, Tensor values, Tensor disturbed, ChannelReduction reduction, AttributionText text)
        : base(input, target, values, disturbed, reduction, text) => Reduction = reduction;

    /// <summary>How channels became one value for each pixel.</summary>
    public ChannelReduction Reduction { get; }
}
