using ILGPU;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>A row-major matrix in GPU memory: its elements, and the floats from row to row.</summary>
internal readonly record struct GpuMatrixRef(ArrayView<float> View, int Stride);

/// <summary>
/// Several products in one launch: those of a batch, each with matrices of its own, or the parts of one product over slices of its depth,
/// which are to be summed.
/// </summary>
/// <param name="Count">The number of products.</param>
/// <param name="X">Floats from one's left factor to the next.</param>
/// <param name="Weights">Floats from one's right factor to the next.</param>
/// <param name="Y">Floats from one's result to the next.</param>
/// <param name="Depth">Indices of the depth from one's first to the next.</param>
internal readonly record struct GpuGemmBatch(int Count, int X, int Weights, int Y, int Depth)
{
    /// <summary>One product.</summary>
    public static GpuGemmBatch One => new(1, 0, 0, 0, 0);
}

/// <summary>
/// Arguments of the kernels of <see cref="GpuSgemm"/>: Y [rows, columns] = X [rows, depth] x Weights [depth, columns], then the epilogue.
/// </summary>
/// <param name="X">The elements of the left factor: an NHWC feature map, or a matrix.</param>
/// <param name="Rows">How its rows are addressed.</param>
/// <param name="Weights">The right factor, contiguous.</param>
/// <param name="Depth">Columns of the left factor.</param>
/// <param name="Columns">Columns of the right factor.</param>
/// <param name="Y">The result.</param>
/// <param name="Epilogue">What is applied to the sums before they are stored; its addend has the result's stride.</param>
internal readonly record struct GpuSgemmArguments(
    ArrayView<float> X,
    GpuIm2ColRows Rows,
    ArrayView<float> Weights,
    int Depth,
    int Columns,
    GpuMatrixRef Y,
    GpuEpilogue Epilogue)
{
    /// <summary>The products of the launch.</summary>
    public GpuGemmBatch Batch { get; init; } = GpuGemmBatch.One;

    /// <summary>Whether four neighbours can be read and written at once.</summary>
    public bool IsByFours =>
        ((Rows.Channels | Rows.InputChannels | Rows.First | Columns | Y.Stride | Batch.X | Batch.Y | Batch.Weights | Batch.Depth) & 3) == 0;
}
