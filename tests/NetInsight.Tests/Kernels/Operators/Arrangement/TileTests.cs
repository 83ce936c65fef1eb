using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class TileTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((6, Gen.Int[1, 5].Array[0, 5]), (1, Gen.Int[15, 25].Array[3]))
        from repeats in Gen.Frequency((1, Gen.Const(0)), (12, Gen.Int[1, 3])).Array[extents.Length]
        select new Case(new Tile([.. repeats]), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Shape from = x[0].Shape;
        return DoubleTensor.Make(
            new Shape([.. ((Tile)op).Repeats.Select((times, axis) => times * from[axis])]),
            at => x[0][[.. at.Select((position, axis) => position % from[axis])]]);
    }

    [Fact]
    public void Repeats_that_do_not_fit_are_refused() => Assert.Equal(
        "Tile: repeats [2, 2] for 3 dimensions (1x2x3).",
        Assert.Throws<ArgumentException>(() => new Tile([2, 2]).Infer([new Shape(1, 2, 3)])).Message);

    [Fact]
    public void A_million_times_is_refused()
    {
        Assert.Throws<ResourceLimitException>(() => new Tile([1_000_000, 1_000_000]).Infer([new Shape(2, 3)]));
        Assert.Throws<ResourceLimitException>(() => new Tile([1_000_000]).Infer([new Shape(5000)]));
    }

    [Fact]
    public void Only_repeated_rows_or_columns_widen_the_receptive_field()
    {
        Assert.Equal((ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), new Tile([1, 3, 1, 1]).ReceptiveFieldOver(new Shape(2, 1, 3, 4)));
        (ReceptiveFieldAxis, ReceptiveFieldAxis) whole = (ReceptiveFieldAxis.All(3), ReceptiveFieldAxis.All(4));
        Assert.Equal(whole, new Tile([1, 1, 1, 2]).ReceptiveFieldOver(new Shape(2, 1, 3, 4)));
    }
}
