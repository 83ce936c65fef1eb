using System.Collections.Immutable;

namespace NetInsight;

/// <summary>One layer's part of a <see cref="ClassActivationMap"/>.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Values">Its map, 1 x 1 x height x width at its own resolution, not scaled.</param>
/// <param name="Weights">A weight for each channel; empty where each element has its own (HiRes, LayerCam).</param>
/// <param name="IsAllNegative">
/// Whether the map, before negative values became 0, had a negative but no positive value: nothing in the layer speaks for the target, and
/// <paramref name="Values"/> are all 0.
/// </param>
public sealed record ClassActivationLayer(string Layer, Tensor Values, ImmutableArray<float> Weights, bool IsAllNegative);
