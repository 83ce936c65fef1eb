using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

public sealed class GlobalPoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from kind in Gen.OneOf(GlobalPoolKind.Average, GlobalPoolKind.Max)
        from rank in Gen.OneOf(3, 4)
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[1, 20], Gen.Int[100, 140])
        from h in Gen.Int[1, 9]
        from w in Gen.Int[1, 9]
        select new Case(new GlobalPool(kind), Windows.Maps(rank, n, c, h, w));

    private protected override double ToleranceOf(Operator op) => Tolerances.OneRounding;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        DoubleTensor maps = x[0].AsFeatureMaps();
        int positions = maps.Shape[2] * maps.Shape[3];
        return DoubleTensor.Make(new Shape(maps.Shape[0], maps.Shape[1], 1, 1), at =>
        {
            IEnumerable<double> map = maps.Values.Skip((at[0] * maps.Shape[1] + at[1]) * positions).Take(positions);
            return ((GlobalPool)op).Kind == GlobalPoolKind.Average ? map.Average() : map.Max();
        }).AsRankOf(x[0]);
    }
}
