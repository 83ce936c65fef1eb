using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class DepthToSpaceTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Windows.Batch
        from block in Gen.Int[1, 3]
        from c in Gen.Int[1, 5]
        from h in Gen.Int[1, 6]
        from w in Gen.Int[1, 6]
        from first in Gen.Bool
        select new Case(new DepthToSpace(block, first), new Shape(n, c * block * block, h, w));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        DepthToSpace rule = (DepthToSpace)op;
        Shape s = x[0].Shape;
        int b = rule.Block, channels = s[1] / (b * b);
        return DoubleTensor.Make(new Shape(s[0], channels, s[2] * b, s[3] * b), at =>
        {
            int i = at[2] % b, j = at[3] % b;
            return x[0][at[0], rule.ChannelsFirst ? (at[1] * b + i) * b + j : (i * b + j) * channels + at[1], at[2] / b, at[3] / b];
        });
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused()
    {
        Assert.Equal(
            "DepthToSpace: the 6 channels of 1x6x2x2 cannot be laid out as blocks of 2 x 2.",
            Assert.Throws<ArgumentException>(() => new DepthToSpace(2).Infer([new Shape(1, 6, 2, 2)])).Message);
        Assert.Equal(
            "DepthToSpace: expects feature maps (batch x channels x height x width), but is given 4x2x2.",
            Assert.Throws<ArgumentException>(() => new DepthToSpace(2).Infer([new Shape(4, 2, 2)])).Message);
    }

    [Fact]
    public void A_block_beyond_an_int_does_not_divide_by_zero() =>
        Assert.Equal(new Shape(1, 0, 65536, 65536), new DepthToSpace(65536).Infer([new Shape(1, 0, 1, 1)]));

    [Fact]
    public void Only_blocks_of_one_position_keep_every_output_at_its_own_position()
    {
        Assert.Equal((ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), new DepthToSpace(1).ReceptiveFieldOver(new Shape(1, 4, 5, 6)));
        Assert.Equal((ReceptiveFieldAxis.All(5), ReceptiveFieldAxis.All(6)), new DepthToSpace(2).ReceptiveFieldOver(new Shape(1, 4, 5, 6)));
    }
}
