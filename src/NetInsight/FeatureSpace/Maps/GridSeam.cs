namespace NetInsight;

/// <summary>The border between two neighbouring cells of a grid.</summary>
/// <param name="First">The point in the left or upper cell.</param>
/// <param name="Second">The point in the right or lower cell.</param>
/// <param name="IsBeside">Whether the cells lie side by side; otherwise one above the other.</param>
/// <param name="Distance">How far the two are from each other in the features (Euclidean).</param>
public readonly record struct GridSeam(int First, int Second, bool IsBeside, float Distance);
