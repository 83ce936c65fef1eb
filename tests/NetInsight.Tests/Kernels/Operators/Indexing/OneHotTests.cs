using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class OneHotTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 4].Array[0, 3]
        from axis in Gen.Int[-extents.Length - 1, extents.Length]
        from depth in Gen.Int[1, 5]
        select new Case(new OneHot(depth, axis), new Shape(extents), new Shape(2));

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 0 ? (-64 * 6, 64 * 6) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        OneHot hot = (OneHot)op;
        int rank = x[0].Shape.Rank + 1, axis = (hot.Axis + rank) % rank;
        return DoubleTensor.Make(new Shape([.. x[0].Shape.Dimensions[..axis], hot.Depth, .. x[0].Shape.Dimensions[axis..]]), at =>
        {
            int index = (int)x[0][[.. at[..axis], .. at[(axis + 1)..]]];
            return at[axis] == (index < 0 ? index + hot.Depth : index) ? x[1][1] : x[1][0];
        });
    }
}
