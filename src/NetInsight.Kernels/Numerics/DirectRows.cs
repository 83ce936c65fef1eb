namespace NetInsight;

/// <summary>Rows of a matrix as they lie in memory, <paramref name="stride"/> floats apart.</summary>
internal readonly unsafe struct DirectRows(float* first, nint stride) : IRows
{
    /// <inheritdoc/>
    public bool AreGathered => false;

    /// <inheritdoc/>
    public float* Direct(int row, int depth, out nint rowStride)
    {
        rowStride = stride;
        return first + row * stride + depth;
    }

    /// <inheritdoc/>
    public void Gather(int row, int rows, int depth, int depths, float* target) => throw new NotSupportedException();
}
