namespace NetInsight.Kernels.Gemm;

/// <summary>One panel of a product's right factor, and what the sums of a <see cref="Microkernel"/> begin and end with: start + products + bias + addend, then ReLU.</summary>
internal unsafe struct Panel
{
    /// <summary>The panel at the first of the depths wanted, row after row.</summary>
    public float* Packed;

    /// <summary>Rows of the panel to be multiplied.</summary>
    public nint Depth;

    /// <summary>What will be multiplied next, as long as this; null where nothing is known. It is fetched into the second-level cache meanwhile.</summary>
    public float* Next;

    /// <summary>What the sums of the first row begin with, as wide as the panel: zeros, or the sums over the depths before.</summary>
    public float* StartRow;

    /// <summary>Floats from there to the next row's; 0 where all rows begin alike.</summary>
    public nint StartStride;

    /// <summary>A number for each column that is added at the end; null for none.</summary>
    public float* Bias;

    /// <summary>What is then added to the first row's sums, as wide as the panel; null for nothing.</summary>
    public float* AddendRow;

    /// <summary>Floats from there to what is added to the next row's.</summary>
    public nint AddendStride;

    /// <summary>Whether negative sums become 0 at the end.</summary>
    public bool Relu;
}
