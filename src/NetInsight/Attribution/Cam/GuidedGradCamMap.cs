using NetInsight.Attribution;

namespace NetInsight;

/// <summary>The result of <see cref="GuidedGradCam"/>. Immutable.</summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> are 1 x channels x height x width of the network's input, with signs;
/// <see cref="AttributionMap.Heatmap"/> is reduced over channels as <see cref="Reduction"/> says.
/// </remarks>
public sealed class GuidedGradCamMap : AttributionMap
{
    internal GuidedGradCamMap(
        AttributedInput input,
        ExplainedTarget target,
        Tensor values,
        Tensor disturbed,
        ClassActivationMap cam,
        ChannelReduction reduction,
        AttributionText text)
        : base(input, target, values, disturbed, reduction, text) =>
        (Cam, Reduction) = (cam, reduction);

    /// <summary>The class activation map by which the guided gradient was multiplied.</summary>
    public ClassActivationMap Cam { get; }

    /// <summary>How channels became one value for each pixel.</summary>
    public ChannelReduction Reduction { get; }
}
