using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

internal sealed unsafe partial record MatMul
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each matrix pair of the broadcast batch
    ///     pack: B [depth, columns], once for each pair
    ///     GEMM: A [rows, depth] in place x packed B, in parallel    (Sgemm)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        MatMulBatch batch = BatchOf(x[0].Shape, x[1].Shape, y.Count);
        (int depth, int columns) = (batch.Depth, batch.Columns);
        for (int index = 0; index < batch.Count; index++)
        {
            // Pack.
            ReadOnlyMemory<float> right = x[1].AsMemory().Slice(batch.Right(index), depth * columns);
            PackedMatrix packed = PackedMatrix.Pack(device, right, depth, columns, columns, 1);

            // GEMM.
            fixed (float* from = x[0].AsSpan()[batch.Left(index)..], to = y.AsSpan()[batch.Result(index)..])
                Sgemm.Compute(device, new StridedRows(from, depth), batch.Rows, packed, new MatrixRef(to, columns), Epilogue.None);
        }
    }

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[0] is not null || inputs[1] is not { Shape.Rank: >= 2, Count: > 0 } right
            || right.Shape.Product(0, right.Shape.Rank - 2) > 1)
            return PackedOperator.Unchanged(this, inputs.Length);
        (int depth, int columns) = (right.Shape[-2], right.Shape[-1]);
        return new PackedOperator(
            new MatMulPackedCpu(PackedMatrix.Pack(device, right.AsMemory(), depth, columns, columns, 1), right.Shape), [0]);
    }
}
