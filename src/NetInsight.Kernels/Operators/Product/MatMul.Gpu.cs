using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

internal sealed partial record MatMul
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        MatMulBatch pairs = PairsOf(x[0].Shape, x[1].Shape, y.Count);
        (int rows, int depth, int columns) = (pairs.Rows, pairs.Depth, pairs.Columns);
        for (int index = 0; index < pairs.Count; index++)
        {
            GpuSgemm.Run(device, new GpuSgemmArguments(
                x[0].View.SubView(pairs.Left(index), rows * depth),
                x[1].View.SubView(pairs.Right(index), depth * columns),
                y.View,
                y.View,
                y.View.SubView(pairs.Result(index), rows * columns),
                GpuIm2ColRows.OfMatrix(rows, depth),
                depth,
                columns,
                columns,
                0,
                default));
        }
    }
}
