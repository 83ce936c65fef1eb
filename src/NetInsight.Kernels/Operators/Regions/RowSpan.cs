namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Neighbouring positions in one row of a region.</summary>
/// <param name="Index">Index of the region in its batch.</param>
/// <param name="Position">The first position, counted in the result of the batch.</param>
/// <param name="Row">The row in the whole output map.</param>
/// <param name="Column">The first column in the whole output map.</param>
/// <param name="Count">Number of positions.</param>
internal readonly record struct RowSpan(int Index, int Position, int Row, int Column, int Count);
