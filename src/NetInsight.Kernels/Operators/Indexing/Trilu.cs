namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// The upper or lower triangle of matrices, [..., M, N]: y[i,j] = x[i,j] where j - i is at least (upper) or at most (lower)
/// <paramref name="Diagonal"/>, else 0 (ONNX Trilu).
/// </summary>
internal sealed partial record Trilu(int Diagonal, bool Upper) : Operator
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank >= 2
        ? inputs[0]
        : throw new ArgumentException($"{Name}: expects matrices, but is given {inputs[0]}.");

    private static bool IsKept(int i, int rows, int columns, int diagonal, bool upper)
    {
        long distance = (long)(i % columns) - i / columns % rows;
        return upper ? distance >= diagonal : distance <= diagonal;
    }
}
