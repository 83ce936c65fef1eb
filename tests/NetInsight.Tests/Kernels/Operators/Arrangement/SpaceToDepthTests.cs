using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class SpaceToDepthTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Windows.Batch
        from block in Gen.Int[1, 3]
        from c in Gen.Int[1, 5]
        from h in Gen.Int[1, 6]
        from w in Gen.Int[1, 6]
        select new Case(new SpaceToDepth(block), new Shape(n, c, h * block, w * block));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int b = ((SpaceToDepth)op).Block;
        Shape s = x[0].Shape;
        return DoubleTensor.Make(new Shape(s[0], s[1] * b * b, s[2] / b, s[3] / b), at =>
            x[0][at[0], at[1] % s[1], at[2] * b + at[1] / s[1] / b, at[3] * b + at[1] / s[1] % b]);
    }

    [Fact]
    public void Extents_that_blocks_do_not_divide_are_refused() => Assert.Equal(
        "SpaceToDepth: feature maps of 4 x 5 positions do not consist of blocks of 2 x 2.",
        Assert.Throws<ArgumentException>(() => new SpaceToDepth(2).Infer([new Shape(1, 6, 4, 5)])).Message);

    [Fact]
    public void The_receptive_field_of_an_output_is_its_block()
    {
        ReceptiveFieldAxis block = new(2, 2, 0);
        Assert.Equal((block, block), new SpaceToDepth(2).ReceptiveFieldOver(new Shape(1, 1, 4, 4)));
    }
}
