using System.Collections.Immutable;

namespace NetInsight;

/// <summary>One layer's part of a <see cref="ClassActivationMap"/>. Immutable.</summary>
public sealed class ClassActivationLayer
{
    internal ClassActivationLayer(string layer, Tensor values, ImmutableArray<float> weights, bool isAllNegative) =>
        (Layer, Values, Weights, IsAllNegative) = (layer, values, weights, isAllNegative);

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>Its map, 1 x 1 x height x width at its own resolution, not scaled.</summary>
    public Tensor Values { get; }

    /// <summary>A weight for each channel; empty where each element has its own (HiRes, LayerCam).</summary>
    public ImmutableArray<float> Weights { get; }

    /// <summary>
    /// Whether the map, before negative values became 0, had a negative but no positive value: nothing in the layer speaks for the target,
    /// and <see cref="Values"/> are all 0.
    /// </summary>
    public bool IsAllNegative { get; }
}
