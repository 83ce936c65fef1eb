using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class InstanceNormalizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from n in Gen.Int[1, 3]
        from c in Gen.Int[1, 20]
        from positions in Gen.Int[1, 5].Array[1, 3]
        select new Case(new InstanceNormalization(0.5f), new Shape([n, c, .. positions]), new Shape(c), new Shape(c));

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int channels = x[1].Values.Length, positions = x[0].Values.Length / (x[0].Shape[0] * channels);
        double[] result = new double[x[0].Values.Length];
        for (int map = 0; map < result.Length / positions; map++)
        {
            double[] values = x[0].Values[(map * positions)..((map + 1) * positions)];
            double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < positions; i++)
            {
                double normalised = (values[i] - mean) / Math.Sqrt(variance + 0.5);
                result[map * positions + i] = normalised * x[1].Values[map % channels] + x[2].Values[map % channels];
            }
        }

        return new DoubleTensor(x[0].Shape, result);
    }

    [Fact]
    public void Parameters_must_be_as_many_as_channels() =>
        Assert.Contains(
            "3 channels",
            Assert.Throws<ArgumentException>(
                () => new InstanceNormalization().Infer([new Shape(1, 3, 4), new Shape(4), new Shape(4)])).Message);
}
