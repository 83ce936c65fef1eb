namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Neighbouring places of one row of a part.</summary>
/// <param name="Index">The part's index.</param>
/// <param name="Position">The first place among the results of all parts.</param>
/// <param name="Row">The row, on the whole result.</param>
/// <param name="Column">The first column, on the whole result.</param>
/// <param name="Count">How many places.</param>
internal readonly record struct RowSpan(int Index, int Position, int Row, int Column, int Count);
