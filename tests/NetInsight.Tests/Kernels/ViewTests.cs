using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class ReshapeTests : OperatorTests
{
    /// <summary>The dimensions before a cut kept with 0 or multiplied together, those after it multiplied or found with -1.</summary>
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(1, 5)
        from cut in Gen.Int[0, shape.Rank]
        from wantsZeros in Gen.Bool
        from finds in Gen.Bool
        let head = shape.Product(0, cut)
        let tail = shape.Product(cut, shape.Rank)
        let keeps = wantsZeros && tail > 0
        let left = keeps ? Enumerable.Repeat(0L, cut) : [head]
        let right = finds && head > 0 ? -1 : tail
        select new Case(new Reshape([.. left, right], KeepsZeros: !keeps), shape);

    [Fact]
    public void Dimensions_are_kept_with_0_and_found_with_minus_1()
    {
        Shape input = new(2, 3, 4);
        Assert.Equal(new Shape(2, 12), new Reshape([0, -1]).Infer([input]));
        Assert.Equal(new Shape(6, 4), new Reshape([-1, 4]).Infer([input]));
        Assert.Equal(new Shape(4, 3, 2), new Reshape([4, 0, -1]).Infer([input]));
        Assert.Equal(new Shape(0, 5), new Reshape([0, 5], KeepsZeros: true).Infer([new Shape(3, 0)]));
        Assert.Equal(new Shape(), new Reshape([]).Infer([new Shape(1, 1)]));
    }

    private protected override double[] Define(Case @case, double[][] x) => x[0];
}

public sealed class FlattenTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(1, 5)
        from axis in Gen.Int[-shape.Rank, shape.Rank]
        select new Case(new Flatten(axis), shape);

    [Fact]
    public void The_axis_is_the_first_of_the_columns()
    {
        Shape input = new(2, 3, 4);
        Assert.Equal(new Shape(1, 24), new Flatten(0).Infer([input]));
        Assert.Equal(new Shape(2, 12), new Flatten().Infer([input]));
        Assert.Equal(new Shape(6, 4), new Flatten(-1).Infer([input]));
        Assert.Equal(new Shape(24, 1), new Flatten(3).Infer([input]));
    }

    private protected override double[] Define(Case @case, double[][] x) => x[0];
}

public sealed class IdentityTests : OperatorTests
{
    private protected override Gen<Case> Cases => from shape in Some.Shape(0, 5) select new Case(new Identity("Dropout"), shape);

    private protected override double[] Define(Case @case, double[][] x) => x[0];
}
