using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class ReshapeTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 6].Array[0, 5]
        from order in Gen.Shuffle(extents)
        from open in Gen.Int[-1, extents.Length - 1]
        from copied in Gen.Int[0, extents.Length]
        let dimensions = order.Select((extent, axis) => axis == open ? -1L : axis < copied && extent == extents[axis] ? 0 : extent)
        select new Case(new Reshape([.. dimensions]), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        long[] given = [.. ((Reshape)op).Dimensions.Select((extent, axis) => extent == 0 ? x[0].Shape[axis] : extent)];
        long known = given.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
        return x[0].Reshape(new Shape([.. given.Select(extent => (int)(extent < 0 ? x[0].Shape.Count / known : extent))]));
    }

    [Fact]
    public void A_zero_is_a_zero_where_zeros_are_kept()
    {
        Assert.Equal(new Shape(0, 3), new Reshape([0, 3], KeepsZeros: true).Infer([new Shape(4, 0)]));
        Assert.Equal(new Shape(4, 0), new Reshape([0, 0]).Infer([new Shape(4, 0)]));
    }
}
