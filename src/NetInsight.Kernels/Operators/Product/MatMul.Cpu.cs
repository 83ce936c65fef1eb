using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

internal sealed unsafe partial record MatMul
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        MatMulBatch pairs = PairsOf(x[0].Shape, x[1].Shape, y.Count);
        (int depth, int columns) = (pairs.Depth, pairs.Columns);
        for (int index = 0; index < pairs.Count; index++)
        {
            PackedMatrix packed = PackedMatrix.Pack(device, x[1].AsMemory().Slice(pairs.Right(index), depth * columns), depth, columns, columns, 1);
            fixed (float* from = x[0].AsSpan()[pairs.Left(index)..], to = y.AsSpan()[pairs.Result(index)..])
                Sgemm.Compute(device, new StridedRows(from, depth), pairs.Rows, packed, to, columns, new Epilogue(null));
        }
    }
}
