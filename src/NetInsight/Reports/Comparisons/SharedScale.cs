using NetInsight.Attribution;

namespace NetInsight.Reports.Comparisons;

/// <summary>
/// Puts maps of different units on one scale from -1 to 1, so that they can be drawn by one colormap and one strength:
/// (value - neutral) / end, cut.
/// </summary>
/// <param name="Neutral">The value of a pixel that plays no part, which is drawn without colour.</param>
/// <param name="End">
/// The distance from it within which 99% of the pixels lie, so that a few extreme values do not leave all others white; the largest where
/// that is 0. At least the map's rounding floor, so that errors of rounding or sampling stay pale.
/// </param>
/// <param name="IsEmpty">Whether the map says nothing: within errors of rounding or sampling, one value everywhere, or none finite.</param>
internal sealed record SharedScale(double Neutral, double End, bool IsEmpty)
{
    /// <summary>The scale of a map.</summary>
    public static SharedScale Of(Heatmap map)
    {
        double neutral = map.Neutral;
        double[] distances = new double[map.Values.Length];
        int count = 0;
        foreach (float value in map.Values)
        {
            if (float.IsFinite(value))
                distances[count++] = Math.Abs(value - neutral);
        }

        ColorScale range = ColorScale.Of(map.Values);
        if (count == 0 || range.Minimum == range.Maximum)
            return new SharedScale(neutral, 0, true);
        Array.Sort(distances, 0, count);
        double largest = distances[count - 1], end = distances[(int)Math.Ceiling(AttributionDrawing.Share * count) - 1];
        return new SharedScale(neutral, Math.Max(end > 0 ? end : largest, map.RoundingFloor), map.IsWithinRounding);
    }

    /// <summary>A value on the scale; 0 for every value of an empty map. NaN stays NaN.</summary>
    public float Position(float value) =>
        float.IsNaN(value) ? value : IsEmpty ? 0 : (float)Math.Clamp((value - Neutral) / End, -1, 1);
}
