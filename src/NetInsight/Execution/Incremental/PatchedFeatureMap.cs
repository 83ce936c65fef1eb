using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// What a batch of replaced regions makes of a slot: for each the dirty region, beyond which the original stands, or the whole slot.
/// </summary>
internal sealed class PatchedFeatureMap<TTensor> where TTensor : class, IDense<TTensor>
{
    private readonly int[] _offsets = [];

    /// <summary>The whole slot for each replaced region.</summary>
    /// <param name="values">The elements as the plan for the whole batch stores them.</param>
    /// <param name="map">The extents of one feature map; null where the slot holds none.</param>
    public PatchedFeatureMap(TTensor values, FeatureMap? map)
    {
        Values = values;
        IsWhole = true;
        if (map is { } extents)
            (Regions, _offsets) = WithOffsets([.. Enumerable.Repeat(Region.Of(extents), values.Shape[0])]);
    }

    /// <summary>A dirty region for each replaced region.</summary>
    /// <param name="dirty">The dirty regions.</param>
    /// <param name="values">Their elements [positions, channels], one region after the other.</param>
    public PatchedFeatureMap(Region[] dirty, TTensor values)
    {
        Values = values;
        (Regions, _offsets) = WithOffsets(dirty);
    }

    /// <summary>The elements.</summary>
    public TTensor Values { get; }

    /// <summary>The dirty regions; empty where the slot holds no feature maps.</summary>
    public Region[] Regions { get; } = [];

    /// <summary>Whether the elements are those of the whole slot for every replaced region.</summary>
    public bool IsWhole { get; }

    /// <summary>Where the elements of a dirty region begin, in positions.</summary>
    public int OffsetOf(int region) => _offsets[region];

    /// <summary>The regions of a result, computed from this one; empty ones are left out.</summary>
    public RegionBatch BatchFor(Region[] outputs)
    {
        List<BatchRegion> batch = new(outputs.Length);
        for (int n = 0; n < outputs.Length; n++)
        {
            if (!outputs[n].IsEmpty)
                batch.Add(new BatchRegion(0, outputs[n], Regions[n], _offsets[n]));
        }

        return new RegionBatch([.. batch]);
    }

    private static (Region[] Regions, int[] Offsets) WithOffsets(Region[] regions)
    {
        int[] offsets = new int[regions.Length];
        for (int n = 1; n < regions.Length; n++)
            offsets[n] = offsets[n - 1] + regions[n - 1].Positions;
        return (regions, offsets);
    }
}
