namespace NetInsight;

/// <summary>An entry of a map's legend.</summary>
/// <param name="Label">The label.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Count">The number of points with the label.</param>
public readonly record struct LegendEntry(string Label, RgbColor Color, int Count);
