namespace NetInsight;

/// <summary>Neighbouring places of one row of a part.</summary>
/// <param name="Part">The part's index.</param>
/// <param name="Place">The first place among the results of all parts.</param>
/// <param name="Row">The row, on the whole result.</param>
/// <param name="Column">The first column, on the whole result.</param>
/// <param name="Count">How many places.</param>
internal readonly record struct Stretch(int Part, int Place, int Row, int Column, int Count);
