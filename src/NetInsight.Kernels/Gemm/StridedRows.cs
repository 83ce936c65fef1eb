namespace NetInsight.Kernels.Gemm;

/// <summary>The rows of a matrix in memory, <paramref name="stride"/> floats apart.</summary>
internal readonly unsafe struct StridedRows(float* first, nint stride) : IGemmRows
{
    /// <summary>
    /// Addresses so many bytes apart compete for one cache set: a block of rows at such a stride would evict itself, so it is copied.
    /// </summary>
    private const int AliasBytes = 4096;

    /// <inheritdoc/>
    public bool AreGathered => stride * sizeof(float) % AliasBytes == 0;

    /// <inheritdoc/>
    public MatrixRef Direct(int row, int depth) => new(first + row * stride + depth, stride);

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target)
    {
        for (int r = 0; r < rows; r++)
            new ReadOnlySpan<float>(first + (row + r) * stride + depth, depths).CopyTo(new Span<float>(target + (nint)r * depths, depths));
    }
}
