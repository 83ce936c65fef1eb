using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class ExpandTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[0, 5].Array[0, 5]
        from kept in Gen.Bool.Array[5]
        from named in Gen.Bool.Array[5]
        from put in Gen.Int[0, 3].Array[0, 2]
        from dropped in Gen.Int[0, extents.Length]
        select Of(extents, kept, named, put, dropped);

    private static Case Of(int[] extents, bool[] kept, bool[] named, int[] put, int dropped)
    {
        int[] from = [.. extents.Select((extent, axis) => kept[axis] ? extent : 1)];
        int[] to = [.. from.Select((extent, axis) => kept[axis] && !named[axis] ? 1 : extents[axis])];
        return new Case(new Expand(put.Length > 0 ? [.. put, .. to] : [.. to[dropped..]]), new Shape(from));
    }

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int[] named = [.. ((Expand)op).Extents];
        int rank = Math.Max(named.Length, x[0].Shape.Rank);
        int[] from = [.. Enumerable.Repeat(1, rank - x[0].Shape.Rank), .. x[0].Shape.Dimensions];
        int[] to = [.. Enumerable.Repeat(1, rank - named.Length), .. named];
        return DoubleTensor.Make(
            new Shape([.. from.Zip(to, (a, b) => b == 1 ? a : b)]),
            at => x[0].Reshape(new Shape(from))[[.. at.Select((position, axis) => from[axis] == 1 ? 0 : position)]]);
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_refused() => Assert.Equal(
        "Expand: 2x3 does not broadcast to [2, 1, 4]: dimension 2 is 3 and 4.",
        Assert.Throws<ArgumentException>(() => new Expand([2, 1, 4]).Infer([new Shape(2, 3)])).Message);

    [Fact]
    public void A_million_times_a_million_is_refused() =>
        Assert.Throws<ResourceLimitException>(() => new Expand([1_000_000, 1_000_000]).Infer([new Shape(1)]));

    [Fact]
    public void Only_repeated_rows_or_columns_widen_the_receptive_field()
    {
        Assert.Equal((ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), new Expand([1, 7, 1, 1]).ReceptiveFieldOver(new Shape(2, 1, 3, 4)));
        (ReceptiveFieldAxis, ReceptiveFieldAxis) whole = (ReceptiveFieldAxis.All(1), ReceptiveFieldAxis.All(4));
        Assert.Equal(whole, new Expand([1, 1, 5, 1]).ReceptiveFieldOver(new Shape(2, 1, 1, 4)));
    }
}
