using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;

namespace NetInsight.Kernels.Operators.Product;

internal sealed partial record MatMul
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each matrix pair of the broadcast batch
    ///     GEMM: A [rows, depth] x B [depth, columns], both in place    (GpuSgemm)
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        MatMulBatch batch = BatchOf(x[0].Shape, x[1].Shape, y.Count);
        (int rows, int depth, int columns) = (batch.Rows, batch.Depth, batch.Columns);
        for (int index = 0; index < batch.Count; index++)
        {
            GpuSgemm.Run(device, new GpuSgemmArguments(
                x[0].View.SubView(batch.Left(index), rows * depth),
                GpuIm2ColRows.OfMatrix(rows, depth),
                x[1].View.SubView(batch.Right(index), depth * columns),
                depth,
                columns,
                new GpuMatrixRef(y.View.SubView(batch.Result(index), rows * columns), columns),
                GpuEpilogue.Of(y.View)));
        }
    }
}
