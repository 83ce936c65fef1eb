using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class GatherNDTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 5].Array[1, 4]
        from shared in Gen.Int[0, extents.Length - 1]
        from length in Gen.Int[0, extents.Length - shared]
        from tuples in Gen.Int[1, 4].Array[0, 2]
        select new Case(new GatherND(shared), new Shape(extents), new Shape([.. extents[..shared], .. tuples, length]));

    /// <summary>Indices from -5 to 5, some of them outside; the fraction is cut off.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (-64 * 5, 64 * 5) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int shared = ((GatherND)op).BatchDimensions, length = x[1].Shape[-1], rank = x[1].Shape.Rank - 1;
        Shape from = x[0].Shape;
        return DoubleTensor.Make(new Shape([.. x[1].Shape.Dimensions[..^1], .. from.Dimensions[(shared + length)..]]), at =>
        {
            int[] index = [.. at[..shared],
                .. Enumerable.Range(0, length).Select(d => Inside(x[1][[.. at[..rank], d]], from[shared + d])), .. at[rank..]];
            return x[0][index];
        });
    }

    internal static int Inside(double index, int extent)
    {
        int counted = (int)index < 0 ? (int)index + extent : (int)index;
        return Math.Clamp(counted, 0, extent - 1);
    }

    [Fact]
    public void Indices_that_do_not_fit_are_refused() =>
        Assert.Contains("3x4", Assert.Throws<ArgumentException>(() => new GatherND().Infer([new Shape(3, 4), new Shape(2, 3)])).Message);
}
