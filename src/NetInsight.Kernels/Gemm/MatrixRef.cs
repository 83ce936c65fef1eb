namespace NetInsight.Kernels.Gemm;

/// <summary>
/// A row-major matrix in pinned memory: its first element and the floats from row to row. The default value is no matrix.
/// </summary>
internal readonly unsafe struct MatrixRef(float* first, nint stride)
{
    /// <summary>The first element; null where there is no matrix.</summary>
    public float* First { get; } = first;

    /// <summary>Floats from one row to the next.</summary>
    public nint Stride { get; } = stride;

    /// <summary>The matrix whose first element is this one's at a row and column; no matrix stays none.</summary>
    public MatrixRef From(nint row, nint column) => First == null ? default : new MatrixRef(First + row * Stride + column, Stride);
}
