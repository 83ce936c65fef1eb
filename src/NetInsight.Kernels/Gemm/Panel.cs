namespace NetInsight.Kernels.Gemm;

/// <summary>
/// One panel of a GEMM's right factor, and what the sums of a <see cref="Microkernel"/> begin and end with: start + products + bias +
/// addend, then ReLU.
/// </summary>
internal unsafe struct Panel
{
    /// <summary>The panel, [Depth, columns of the micro-kernel], row after row, at the first row of this block of the depth.</summary>
    public float* Packed;

    /// <summary>Rows of the panel to be multiplied.</summary>
    public nint Depth;

    /// <summary>
    /// The panel that is multiplied next, of the same size, prefetched into the second-level cache meanwhile; null where unknown.
    /// </summary>
    public float* Next;

    /// <summary>
    /// What the first row of sums begins with, as wide as the panel: zeros, or the sums over earlier blocks of the depth.
    /// </summary>
    public float* StartRow;

    /// <summary>Floats to the start of the next row; 0 where all rows begin with the same values.</summary>
    public nint StartStride;

    /// <summary>The bias, one element a column; null for none.</summary>
    public float* Bias;

    /// <summary>The addend's first row, as wide as the panel; null for none.</summary>
    public float* AddendRow;

    /// <summary>Floats from one row of the addend to the next.</summary>
    public nint AddendStride;

    /// <summary>Whether a ReLU follows.</summary>
    public bool Relu;
}
