namespace NetInsight.Graphs;

/// <summary>
/// Which axes of a value run over the image: rows and columns each on an axis of its own, or both on one axis of tokens, row by row, as in
/// a vision transformer.
/// </summary>
/// <param name="Row">The axis of rows; -1 where there are tokens.</param>
/// <param name="Column">The axis of columns; -1 where there are tokens.</param>
/// <param name="Token">The axis of tokens; -1 where there are none.</param>
internal sealed record ImageAxes(int Row, int Column, int Token = -1)
{
    /// <summary>Of tokens: the rows of their grid.</summary>
    public int Height { get; init; }

    /// <summary>Of tokens: the columns of their grid.</summary>
    public int Width { get; init; }

    /// <summary>Of tokens: how many come before the grid, such as a class token.</summary>
    public int Skipped { get; init; }

    /// <summary>Those of a feature map [N, C, H, W].</summary>
    public static ImageAxes Nchw { get; } = new(2, 3);

    /// <summary>Whether rows and columns are one axis.</summary>
    public bool AreTokens => Token >= 0;

    /// <summary>The axes: one of tokens, or rows and columns.</summary>
    public int[] All => AreTokens ? [Token] : [Row, Column];

    /// <summary>The axes after a rearrangement that moves each axis; null where one of them is lost.</summary>
    /// <param name="move">The new place of an axis; -1 where it is no longer there.</param>
    public ImageAxes? Moved(Func<int, int> move)
    {
        ImageAxes moved = this with
        {
            Row = AreTokens ? -1 : move(Row), Column = AreTokens ? -1 : move(Column), Token = AreTokens ? move(Token) : -1,
        };
        return moved.All.All(axis => axis >= 0) ? moved : null;
    }

    /// <summary>Rows and columns of a value of a shape.</summary>
    public (int Height, int Width) SizeOf(Shape shape) => AreTokens ? (Height, Width) : (shape[Row], shape[Column]);
}
