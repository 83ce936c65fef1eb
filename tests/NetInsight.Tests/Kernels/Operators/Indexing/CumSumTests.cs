using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class CumSumTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 7].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from exclusive in Gen.Bool
        from reverse in Gen.Bool
        select new Case(new CumSum(axis, exclusive, reverse), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        CumSum sums = (CumSum)op;
        int axis = (sums.Axis + x[0].Shape.Rank) % x[0].Shape.Rank, extent = x[0].Shape[axis];
        return DoubleTensor.Make(x[0].Shape, at => Enumerable.Range(0, extent)
            .Where(i => sums.Reverse ? i >= at[axis] : i <= at[axis])
            .Where(i => !sums.Exclusive || i != at[axis])
            .Sum(i => x[0][[.. at[..axis], i, .. at[(axis + 1)..]]]));
    }
}
