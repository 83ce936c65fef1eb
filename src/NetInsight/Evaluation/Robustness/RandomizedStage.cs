using System.Collections.Immutable;
using System.Globalization;

namespace NetInsight;

/// <summary>One stage of <see cref="WeightRandomization"/>. Immutable.</summary>
public sealed class RandomizedStage
{
    internal RandomizedStage(ImmutableArray<string> layers, AttributionMap map, double absolute, double signed) =>
        (Layers, Map, AbsoluteCorrelation, SignedCorrelation) = (layers, map, absolute, signed);

    /// <summary>The layers whose weights this stage randomises, nearest to the output first; empty for the unchanged network.</summary>
    public ImmutableArray<string> Layers { get; }

    /// <summary>The map of the changed network.</summary>
    public AttributionMap Map { get; }

    /// <summary>
    /// Spearman's rank correlation of the magnitudes of the heat maps, about their neutral value, with those of the unchanged network; from
    /// -1 to 1, NaN where a map is constant.
    /// </summary>
    public double AbsoluteCorrelation { get; }

    /// <summary>
    /// Spearman's rank correlation of the signed values (<see cref="AttributionMap.Values"/>, all channels) with those of the unchanged
    /// network; -1 to 1, NaN where the values are constant.
    /// </summary>
    public double SignedCorrelation { get; }

    /// <summary>The target's value for the image in the changed network, in its unit.</summary>
    public double Score => Map.Target.Score;

    /// <summary>The layers and correlations.</summary>
    public override string ToString()
    {
        string layers = Layers.Length switch
        {
            0 => "unchanged",
            1 => Layers[0],
            _ => $"{Layers[0]} to {Layers[^1]} ({Layers.Length} layers)",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{layers}: rank correlation {AbsoluteCorrelation:0.000} (magnitudes), {SignedCorrelation:0.000} (signed)");
    }
}
