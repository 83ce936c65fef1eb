namespace NetInsight;

/// <summary>The border between two adjacent cells of a grid.</summary>
/// <param name="First">The point in the left or upper cell.</param>
/// <param name="Second">The point in the right or lower cell.</param>
/// <param name="IsBeside">Whether the cells are in one row; otherwise they are in one column.</param>
/// <param name="Distance">The Euclidean distance of their features.</param>
public readonly record struct GridSeam(int First, int Second, bool IsBeside, float Distance);
