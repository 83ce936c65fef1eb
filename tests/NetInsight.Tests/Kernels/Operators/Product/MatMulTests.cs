using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Tests.Kernels.Operators.Product;

/// <summary>Products of vectors, of matrices, and of stacks of matrices that broadcast.</summary>
public sealed class MatMulTests : OperatorTests
{
    private protected override int Samples => 200;

    private protected override Gen<Case> Cases =>
        from m in Gen.Int[1, 20]
        from k in Gen.Int[1, 30]
        from n in Gen.Int[1, 40]
        from outer in Gen.Int[0, 3].Array[0, 2]
        from left in Outer(outer)
        from right in Outer(outer)
        from vectors in Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 3]))
        select new Case(
            new MatMul(),
            (vectors & 1) != 0 ? new Shape(k) : new Shape([.. left, m, k]),
            (vectors & 2) != 0 ? new Shape(k) : new Shape([.. right, k, n]));

    /// <summary>Some outer dimensions become 1, some of the first are dropped.</summary>
    private static Gen<int[]> Outer(int[] extents) =>
        from ones in Gen.Int[0, 3]
        from dropped in Gen.Int[0, extents.Length]
        select extents.Select((extent, axis) => (ones >> axis & 1) == 1 ? 1 : extent).Skip(dropped).ToArray();

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        DoubleTensor a = x[0].Shape.Rank == 1 ? x[0].Reshape(new Shape(1, x[0].Shape[0])) : x[0];
        DoubleTensor b = x[1].Shape.Rank == 1 ? x[1].Reshape(new Shape(x[1].Shape[0], 1)) : x[1];
        int rank = Math.Max(a.Shape.Rank, b.Shape.Rank);
        (a, b) = (a.Reshape(a.Shape.Expand(rank)), b.Reshape(b.Shape.Expand(rank)));
        int[] outer = [.. Enumerable.Range(0, rank - 2).Select(axis => a.Shape[axis] == 1 ? b.Shape[axis] : a.Shape[axis])];
        DoubleTensor y = DoubleTensor.Make(new Shape([.. outer, a.Shape[-2], b.Shape[-1]]), at =>
        {
            double sum = 0;
            for (int p = 0; p < a.Shape[-1]; p++)
                sum += a[[.. Broadcast(a.Shape), at[^2], p]] * b[[.. Broadcast(b.Shape), p, at[^1]]];
            return sum;

            IEnumerable<int> Broadcast(Shape shape) => at.SkipLast(2).Select((index, axis) => shape[axis] == 1 ? 0 : index);
        });
        return y.Reshape(op.Infer([x[0].Shape, x[1].Shape]));
    }
}
