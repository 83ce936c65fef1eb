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
        MatMulBatch batch = BatchOf(x[0].Shape, x[1].Shape, y.Count);
        (int depth, int columns) = (batch.Depth, batch.Columns);
        for (int index = 0; index < batch.Count; index++)
        {
            ReadOnlyMemory<float> right = x[1].AsMemory().Slice(batch.Right(index), depth * columns);
            PackedMatrix packed = PackedMatrix.Pack(device, right, depth, columns, columns, 1);
            fixed (float* from = x[0].AsSpan()[batch.Left(index)..], to = y.AsSpan()[batch.Result(index)..])
                Sgemm.Compute(device, new StridedRows(from, depth), batch.Rows, packed, new MatrixRef(to, columns), Epilogue.None);
        }
    }
}
