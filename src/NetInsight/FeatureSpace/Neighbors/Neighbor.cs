namespace NetInsight;

/// <summary>A neighbour of a query.</summary>
/// <param name="Index">Index of the point, from 0.</param>
/// <param name="Distance">Its distance from the query, in the unit of the <see cref="NeighborMetric"/>.</param>
public readonly record struct Neighbor(int Index, float Distance);
