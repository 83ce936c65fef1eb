namespace NetInsight.Kernels.Gemm;

/// <summary>Rows of a matrix as they lie in memory, <paramref name="stride"/> floats apart.</summary>
internal readonly unsafe struct StridedRows(float* first, nint stride) : IGemmRows
{
    /// <summary>Bytes between addresses that share a place in a cache: a block of rows so far apart would throw itself out.</summary>
    private const int Alias = 4096;

    /// <inheritdoc/>
    public bool AreGathered => stride * sizeof(float) % Alias == 0;

    /// <inheritdoc/>
    public float* Direct(int row, int depth, out nint rowStride)
    {
        rowStride = stride;
        return first + row * stride + depth;
    }

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target)
    {
        for (int r = 0; r < rows; r++)
            new ReadOnlySpan<float>(first + (row + r) * stride + depth, depths).CopyTo(new Span<float>(target + (nint)r * depths, depths));
    }
}
