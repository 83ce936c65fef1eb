using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>What a batch of masks makes of a slot: for each mask the places that differ from the clean map, or everything.</summary>
internal sealed class PatchedFeatureMap<TMap> where TMap : class, IDense<TMap>
{
    private readonly int[] _first = [];

    /// <summary>The whole slot for each mask.</summary>
    /// <param name="values">The values as the plan for the whole batch stores them.</param>
    /// <param name="map">The extents of one map; null for what is no map.</param>
    public PatchedFeatureMap(TMap values, FeatureMap? map)
    {
        Values = values;
        IsWhole = true;
        if (map is { } shape)
            (Regions, _first) = Lay([.. Enumerable.Repeat(Region.Of(shape), values.Shape[0])]);
    }

    /// <summary>Some places for each mask.</summary>
    /// <param name="areas">Where they lie.</param>
    /// <param name="values">Their values, one mask behind the other, places x channels.</param>
    public PatchedFeatureMap(Region[] areas, TMap values)
    {
        Values = values;
        (Regions, _first) = Lay(areas);
    }

    /// <summary>The values.</summary>
    public TMap Values { get; }

    /// <summary>The rectangle of each mask; empty where the slot holds no maps.</summary>
    public Region[] Regions { get; } = [];

    /// <summary>Whether the values are those of the whole slot for every mask.</summary>
    public bool IsWhole { get; }

    /// <summary>Where the values of a mask begin, in places.</summary>
    public int First(int mask) => _first[mask];

    /// <summary>The windows that compute some places of a result from this.</summary>
    public RegionBatch BatchFor(Region[] wanted)
    {
        List<BatchRegion> parts = new(wanted.Length);
        for (int n = 0; n < wanted.Length; n++)
        {
            if (!wanted[n].IsEmpty)
                parts.Add(new BatchRegion(0, wanted[n], Regions[n], _first[n]));
        }

        return new RegionBatch([.. parts]);
    }

    private static (Region[] Areas, int[] First) Lay(Region[] areas)
    {
        int[] first = new int[areas.Length];
        for (int n = 1; n < areas.Length; n++)
            first[n] = first[n - 1] + areas[n - 1].Positions;
        return (areas, first);
    }
}
