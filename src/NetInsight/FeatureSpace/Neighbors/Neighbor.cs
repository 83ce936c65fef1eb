namespace NetInsight;

/// <summary>A point near another.</summary>
/// <param name="Index">Which point, counted from 0.</param>
/// <param name="Distance">How far it is, in the unit of the <see cref="NeighborMetric"/>.</param>
public readonly record struct Neighbor(int Index, float Distance);
