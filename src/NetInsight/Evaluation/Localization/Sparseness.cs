using NetInsight.Evaluation.Localization;

namespace NetInsight;

/// <summary>
/// Sparseness: over how few pixels an attribution is spread. Answers whether a map is concise; it says nothing about whether the map is
/// right (Chalasani et al. 2020, arXiv:1810.06583: the Gini index of the magnitudes).
/// </summary>
/// <remarks>
/// With magnitudes v sorted from small to large, n of them: Gini = sum over i of (2 i - n - 1) v_i / (n sum v), i from 1 (Hurley and
/// Rickard 2009, arXiv:0811.4706). 0 where all are equal, 1 - 1/n where one pixel has all. It compares maps of one resolution: a coarse map
/// that was enlarged has a lower index than a fine one with as concise evidence, and blurring lowers it.
/// </remarks>
/// <example>
/// <code>
/// SparsenessScore score = Sparseness.Compute(Saliency.Compute(model, photo));
/// Console.WriteLine($"{score.Gini}: {score.HalfShare:P1} of the pixels hold half of it");
/// </code>
/// </example>
public static class Sparseness
{
    /// <summary>The sparseness of an attribution; magnitudes are taken about its <see cref="AttributionMap.Neutral"/> value.</summary>
    /// <param name="map">The attribution.</param>
    public static SparsenessScore Compute(AttributionMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Compute(map.Heatmap);
    }

    /// <summary>The sparseness of a map.</summary>
    /// <param name="map">The map. Positions without a finite value are left out, which the caption says.</param>
    /// <param name="neutral">
    /// The value of a pixel that plays no part, from which magnitudes are taken; finite. Default: the map's own.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The neutral value is not finite.</exception>
    public static SparsenessScore Compute(Heatmap map, double? neutral = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        double zero = neutral ?? map.Neutral;
        return double.IsFinite(zero)
            ? SparsenessSums.Of(map.Values, zero)
            : throw new ArgumentOutOfRangeException(nameof(neutral), neutral, $"The neutral value must be finite, but is {zero}.");
    }
}
