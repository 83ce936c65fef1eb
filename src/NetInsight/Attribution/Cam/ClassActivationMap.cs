using System.Collections.Immutable;
using NetInsight.Attribution;

namespace NetInsight;

/// <summary>
/// A class activation map: where in an image the features lie that speak for a target. The result of <see cref="GradCam"/>,
/// <see cref="ScoreCam"/> and <see cref="AblationCam"/>. Immutable.
/// </summary>
/// <remarks>
/// <see cref="AttributionMap.Values"/> are 1 x 1 x height x width at the layer's own resolution, not scaled (of several layers: their mean
/// at the largest resolution, each divided by its largest magnitude). <see cref="AttributionMap.Heatmap"/> is interpolated bilinearly to
/// the pixels of the network's input, each position lying at the centre of its share of the input.
/// </remarks>
public sealed class ClassActivationMap : AttributionMap
{
    internal ClassActivationMap(
        AttributedInput input,
        ExplainedTarget target,
        Tensor values,
        ImmutableArray<ClassActivationLayer> layers,
        Heatmap heatmap,
        double floor)
        : base(input, target, values, heatmap, floor) => Layers = layers;

    /// <summary>The layers, with their maps and weights.</summary>
    public ImmutableArray<ClassActivationLayer> Layers { get; }

    /// <summary>The weights of the first layer's channels; empty where each element has its own.</summary>
    public ImmutableArray<float> Weights => Layers[0].Weights;

    /// <summary>
    /// Whether no position of any layer speaks for the target while some speak against it, so that all values became 0. Peers draw such a
    /// map as 0/0; here it is drawn empty, and the caption says so.
    /// </summary>
    public bool IsAllNegative => Layers.All(layer => layer.IsAllNegative);
}
