using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class LrnTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from rank in Gen.OneOf(3, 4)
        from n in Windows.Batch
        from c in Gen.Int[1, 40]
        from h in Gen.Int[1, 5]
        from w in Gen.Int[1, 5]
        from size in Gen.Frequency((8, Gen.Int[1, 9]), (1, Gen.Const(100)), (1, Gen.Const(int.MaxValue)))
        from alpha in Gen.OneOf(1e-4f, 0.5f)
        from beta in Gen.OneOf(0.75f, 0.5f, 1.25f)
        from bias in Gen.OneOf(1f, 2f)
        select new Case(new Lrn(size, alpha, beta, bias), Windows.Maps(rank, n, c, h, w));

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Lrn lrn = (Lrn)op;
        DoubleTensor maps = x[0].AsFeatureMaps();
        return DoubleTensor.Make(maps.Shape, at =>
        {
            (int n, int c, int i, int j) = (at[0], at[1], at[2], at[3]);
            double sum = Enumerable.Range(0, maps.Shape[1])
                .Where(k => k >= c - Math.Floor((lrn.Size - 1) / 2.0) && k <= c + Math.Ceiling((lrn.Size - 1) / 2.0))
                .Sum(k => maps[n, k, i, j] * maps[n, k, i, j]);
            return maps[n, c, i, j] / Math.Pow(lrn.Bias + (double)lrn.Alpha / lrn.Size * sum, lrn.Beta);
        }).AsRankOf(x[0]);
    }
}
