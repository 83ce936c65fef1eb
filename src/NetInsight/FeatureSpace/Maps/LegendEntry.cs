namespace NetInsight;

/// <summary>One line of a map's legend.</summary>
/// <param name="Label">What the colour stands for.</param>
/// <param name="Color">The colour.</param>
/// <param name="Count">How many points bear the label.</param>
public readonly record struct LegendEntry(string Label, RgbColor Color, int Count);
