using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>A <see cref="MatMul"/> whose right factor is one known matrix, packed for the CPU: the linear layers of transformers.</summary>
/// <param name="Weight">The right factor, packed.</param>
/// <param name="Right">Its shape in the graph.</param>
internal sealed unsafe record MatMulPackedCpu(PackedMatrix Weight, Shape Right) : CpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(MatMul);

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => new MatMul().Infer([inputs[0], Right]);

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   GEMM: all rows of A [..., depth] in place x packed B, in parallel    (Sgemm)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        fixed (float* a = x[0].AsSpan(), c = y.AsSpan())
        {
            int rows = y.Count / Weight.Columns;
            Sgemm.Compute(device, new StridedRows(a, Weight.Depth), rows, Weight, new MatrixRef(c, Weight.Columns), Epilogue.None);
        }
    }
}
