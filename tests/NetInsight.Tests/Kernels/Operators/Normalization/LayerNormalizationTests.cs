using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Tests.Kernels.Operators.Normalization;

public sealed class LayerNormalizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[2, 6].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from shift in Gen.Bool
        let normalised = new Shape(extents.AsSpan((axis + extents.Length) % extents.Length))
        let op = new LayerNormalization(axis, 0.25f)
        select shift ? new Case(op, new Shape(extents), normalised, normalised) : new Case(op, new Shape(extents), normalised);

    private protected override double ToleranceOf(Operator op) => Tolerances.FewRoundings;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int count = x[1].Values.Length;
        double[] result = new double[x[0].Values.Length];
        for (int row = 0; row < result.Length; row += count)
        {
            double[] values = x[0].Values[row..(row + count)];
            double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < count; i++)
                result[row + i] = (values[i] - mean) / Math.Sqrt(variance + 0.25) * x[1].Values[i] + (x.Length > 2 ? x[2].Values[i] : 0);
        }

        return new DoubleTensor(x[0].Shape, result);
    }

    [Fact]
    public void A_scale_of_another_size_is_refused() =>
        Assert.Contains(
            "shape 4",
            Assert.Throws<ArgumentException>(() => new LayerNormalization(1).Infer([new Shape(2, 3), new Shape(4)])).Message);

    /// <summary>As many elements as are normalised, but along another dimension: they would scale the wrong ones.</summary>
    [Fact]
    public void A_scale_of_another_dimension_is_refused() =>
        Assert.Contains(
            "shape 3x1",
            Assert.Throws<ArgumentException>(() => new LayerNormalization(1).Infer([new Shape(3, 3), new Shape(3, 1)])).Message);
}
