namespace NetInsight.Kernels.Gemm;

/// <summary>
/// The left factor of a GEMM, [rows, depth]: a matrix in memory, or a virtual one, of which a block is gathered when it is needed.
/// </summary>
internal unsafe interface IGemmRows
{
    /// <summary>
    /// Whether blocks must be copied by <see cref="Gather"/>; otherwise they are read in place, where <see cref="Direct"/> says.
    /// </summary>
    bool AreGathered { get; }

    /// <summary>The rows from <paramref name="row"/> on, at depth <paramref name="depth"/>, in place.</summary>
    MatrixRef Direct(int row, int depth);

    /// <summary>
    /// Writes the block [rows, depths] that begins at <paramref name="row"/> and <paramref name="depth"/>, contiguous, to
    /// <paramref name="target"/>.
    /// </summary>
    void Gather(int row, int rows, int depth, int depths, float* target);
}
