using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class ChannelNormalizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Windows.Batch
        from c in Gen.OneOf(Gen.Int[2, 20], Gen.Int[100, 140])
        from positions in Gen.Int[1, 9].Array[0, 3]
        let parameter = new Shape(c)
        select new Case(new ChannelNormalization(0.25f), new Shape([n, c, .. positions]), parameter, parameter);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int channels = x[0].Shape[1];
        return DoubleTensor.Make(x[0].Shape, at =>
        {
            double[] values = [.. Enumerable.Range(0, channels).Select(c => x[0][[at[0], c, .. at[2..]]])];
            double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
            return (x[0][at] - mean) / Math.Sqrt(variance + 0.25) * x[1].Values[at[1]] + x[2].Values[at[1]];
        });
    }

    [Fact]
    public void Parameters_of_another_size_are_refused() =>
        Assert.Contains(
            "3 channels",
            Assert.Throws<ArgumentException>(
                () => new ChannelNormalization().Infer([new Shape(2, 3, 4, 4), new Shape(3), new Shape(4)])).Message);
}
