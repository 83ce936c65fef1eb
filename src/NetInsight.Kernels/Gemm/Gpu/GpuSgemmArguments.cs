using ILGPU;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>A row-major matrix in GPU memory: its elements, and the floats from row to row.</summary>
internal readonly record struct GpuMatrixRef(ArrayView<float> View, int Stride);

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
    GpuEpilogue Epilogue);
