using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class TriluTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 7].Array[2, 4]
        from diagonal in Gen.Frequency((9, Gen.Int[-8, 8]), (1, Gen.OneOf(Gen.Const(int.MinValue), Gen.Const(int.MaxValue))))
        from upper in Gen.Bool
        select new Case(new Trilu(diagonal, upper), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Trilu triangle = (Trilu)op;
        return DoubleTensor.Make(x[0].Shape, at =>
            (triangle.Upper ? at[^1] - at[^2] >= triangle.Diagonal : at[^1] - at[^2] <= triangle.Diagonal) ? x[0][at] : 0);
    }

    [Fact]
    public void Infinities_outside_become_0() => Assert.Equal(
        [0, 1, 0, 0],
        OneNode.Run(new Trilu(1, true), [new Tensor(new Shape(2, 2), [float.NaN, 1, float.NegativeInfinity, 3])]).AsSpan());
}
