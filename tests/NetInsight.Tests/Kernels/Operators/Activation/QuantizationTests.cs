using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Tests.Kernels.Operators.Activation;

/// <summary>Scales are powers of 2, so that many values lie exactly between two integers and nothing else is rounded.</summary>
public sealed class QuantizationTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 9].Array[1, 4]
        from scale in Gen.OneOf(2f, 1f, 0.5f, 0.25f, 0.125f)
        from isSigned in Gen.Bool
        from zero in Gen.Int[0, 255]
        let low = isSigned ? -128 : 0
        from isBack in Gen.Bool
        select isBack
            ? new Case(new Activation<DequantizeLinear>(new DequantizeLinear(scale, zero + low)), new Shape(extents))
            : new Case(new Activation<QuantizeLinear>(new QuantizeLinear(scale, zero + low, low, low + 255)), new Shape(extents));

    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-64 * 100, 64 * 100);

    /// <summary>The gradient of a quantization is straight through: see <see cref="QuantizeLinear.Gradient"/>.</summary>
    private protected override bool IsDerivative(Operator op) => op is not Activation<QuantizeLinear>;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => new(x[0].Shape, op switch
    {
        Activation<QuantizeLinear> { Rule: var q } => Array.ConvertAll(x[0].Values, value => Math.Clamp(
            Math.Round(value / q.Scale, MidpointRounding.ToEven) + q.ZeroPoint, q.Minimum, q.Maximum)),
        _ => Array.ConvertAll(x[0].Values, value =>
            (value - ((Activation<DequantizeLinear>)op).Rule.ZeroPoint) * ((Activation<DequantizeLinear>)op).Rule.Scale),
    });

    [Theory]
    [InlineData(float.PositiveInfinity, 127)]
    [InlineData(float.NegativeInfinity, -128)]
    [InlineData(float.MaxValue, 127)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(-2.5f, -2)]
    public void Extremes_saturate(float x, float expected)
    {
        Tensor input = Tensor.Uninitialized(new Shape(33));
        input.AsSpan().Fill(x);
        Assert.All(
            OneNode.Run(new Activation<QuantizeLinear>(new QuantizeLinear(1, 0, -128, 127)), [input]).AsSpan().ToArray(),
            value => Assert.Equal(expected, value));
    }
}
