using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Activation.Trigonometry;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators.Activation;

/// <summary>
/// NaN, infinities, signed zeros, ties and ends of ranges, in vectors and behind the last vector, on the CPU and on GPUs.
/// </summary>
public sealed class FunctionEdgeTests
{
    private const float Infinity = float.PositiveInfinity, NaN = float.NaN;

    public static TheoryData<string> Kinds => Gpus.All;

    [Fact]
    public void Rounding_goes_to_even_and_keeps_the_sign_of_zero()
    {
        Of(new Round(), (0.5f, 0), (1.5f, 2), (2.5f, 2), (-0.5f, -0f), (-1.5f, -2), (-0.25f, -0f), (0.49999997f, 0),
            (8388607.5f, 8388608), (8388609, 8388609));
        Of(new Round(), (NaN, NaN), (-Infinity, -Infinity), (3e38f, 3e38f));
        Of(new Floor(), (-0.25f, -1), (-0f, -0f), (NaN, NaN), (-Infinity, -Infinity));
        Of(new Ceil(), (-0.25f, -0f), (0.25f, 1), (NaN, NaN), (Infinity, Infinity));
    }

    [Fact]
    public void Flags_know_NaN_and_infinities()
    {
        Of(new IsNaN(), (NaN, 1), (Infinity, 0), (0, 0));
        Of(new IsInf(1, 1), (NaN, 0), (Infinity, 1), (-Infinity, 1), (3e38f, 0));
        Of(new IsInf(1, 0), (Infinity, 0), (-Infinity, 1));
        Of(new IsInf(0, 1), (Infinity, 1), (-Infinity, 0));
        Of(new Not(), (NaN, 0), (-0f, 1), (float.Epsilon, 0));
        Of(new Sign(), (NaN, NaN), (-0f, 0), (-Infinity, -1), (float.Epsilon, 1));
    }

    [Fact]
    public void Casts_end_at_the_ends_of_a_type()
    {
        Of(new CastToInteger(0, 255), (-1, 0), (-0.5f, 0), (254.9f, 254), (300, 255), (NaN, 0), (Infinity, 255), (-Infinity, 0));
        Of(new CastToInteger(int.MinValue, int.MaxValue), (-2.9f, -2), (3e9f, 2147483648f), (-3e9f, -2147483648f));
        Of(new WrapInteger(0, 256), (-1, 255), (255, 255), (256, 0), (65025, 1), (-65025, 255));
        Of(new WrapInteger(-128, 256), (-129, 127), (-128, -128), (128, -128), (16384, 0), (127, 127));
        Of(new CastToBool(), (NaN, 1), (-0f, 0), (float.Epsilon, 1), (-Infinity, 1));
        Of(new CastToFloat16(), (NaN, NaN), (65519, 65504), (65520, Infinity), (-1e9f, -Infinity), (-0f, -0f), (Infinity, Infinity),
            (2.9e-8f, 0), (3e-8f, 5.9604645E-08f));
        Of(new CastToBFloat16(), (NaN, NaN), (3.4e38f, Infinity), (-Infinity, -Infinity), (-0f, -0f), (1.00390625f, 1),
            (1.01171875f, 1.015625f));
    }

    [Fact]
    public void Every_float16_and_the_middle_of_its_neighbours_round_as_IEEE_754_has_it()
    {
        Tensor x = new(new Shape(3 << 16));
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float value = (float)BitConverter.UInt16BitsToHalf((ushort)bits),
                next = (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            (x.AsSpan()[3 * bits], x.AsSpan()[3 * bits + 1], x.AsSpan()[3 * bits + 2]) =
                (value, (value + next) / 2, value + (next - value) / 3);
        }

        float[] y = OneNode.Run(new Activation<CastToFloat16>(), [x]).AsSpan().ToArray();
        for (int i = 0; i < y.Length; i++)
            Assert.True(y[i].Equals((float)(Half)x.AsSpan()[i]), $"{x.AsSpan()[i]:G9}");
    }

    [Fact]
    public void Functions_keep_their_digits_where_formulas_cancel()
    {
        foreach (float x in new[] { 1e-30f, 1e-7f, 0.0099f, 0.0101f, 0.4f })
        {
            Relative(new Sinh(), x, Math.Sinh(x));
            Relative(new Asinh(), -x, Math.Asinh(-x));
            Relative(new Atanh(), x, Math.Atanh(x));
        }

        Relative(new Acosh(), 1.0000001f, Math.Acosh(1.0000001f));
        Relative(new Asinh(), -1e30f, Math.Asinh(-1e30f));
        Relative(new Cosh(), 89, Math.Cosh(89));
        Relative(new Gelu(), -5, -5 * 2.866515718791933e-07);        // the normal distribution below -5 (Abramowitz and Stegun, table 26.2)
        Relative(new Gelu(), -10, -10 * 7.619853024160527e-24);
        Relative(new Mish(), -20, -20 * Math.Exp(-20));
        Relative(new Swish(1), -50, -50 * Math.Exp(-50));
        Of(new Gelu(), (Infinity, Infinity), (NaN, NaN), (0, 0));
        Of(new Mish(), (Infinity, Infinity), (1e30f, 1e30f), (NaN, NaN));
        Of(new Asin(), (1.5f, NaN));
        Of(new Acosh(), (0.5f, NaN), (1, 0));
        Of(new Atanh(), (1, Infinity), (-1, -Infinity), (2, NaN));
    }

    [Fact]
    public void Comparisons_with_NaN_are_false_and_NaN_is_true()
    {
        Tensor values = new(new Shape(5), [NaN, NaN, 1, 0, -0f]), others = new(new Shape(5), [NaN, 1, NaN, -0f, 0]);
        foreach (Operator op in new Operator[] { new Arithmetic<Greater>(), new Arithmetic<Less>() })
            Assert.Equal([0, 0, 0, 0, 0], OneNode.Run(op, [values, others]).AsSpan());
        foreach (Operator op in new Operator[] { new Arithmetic<Equal>(), new Arithmetic<GreaterOrEqual>(), new Arithmetic<LessOrEqual>() })
            Assert.Equal([0, 0, 0, 1, 1], OneNode.Run(op, [values, others]).AsSpan());
        Assert.Equal([1, 1, 1, 0, 0], OneNode.Run(new Arithmetic<And>(), [values, others]).AsSpan());
        Assert.Equal([0, 0, 0, 0, 0], OneNode.Run(new Arithmetic<Xor>(), [values, others]).AsSpan());
    }

    [Fact]
    public void A_value_that_is_not_chosen_leaves_no_trace()
    {
        Tensor condition = new(new Shape(19)), bad = new(new Shape(19)), good = Inputs.Exact(new Shape(19), 3);
        bad.AsSpan().Fill(NaN);
        Assert.Equal(good.AsSpan(), OneNode.Run(new Where(), [condition, bad, good]).AsSpan());
        condition.AsSpan().Fill(NaN);
        Assert.Equal(good.AsSpan(), OneNode.Run(new Where(), [condition, good, bad]).AsSpan());
    }

    [Fact]
    public void The_first_NaN_is_the_largest_of_a_line() =>
        Assert.Equal([0, 1, 0, 0], OneNode.Run(new Hardmax(-1), [new Tensor(new Shape(4), [1, NaN, Infinity, NaN])]).AsSpan());

    [Fact]
    public void Shapes_that_do_not_broadcast_are_refused_with_all_three() =>
        Assert.Contains("2, 3 and 1x3",
            Assert.Throws<ArgumentException>(() => new Where().Infer([new Shape(2), new Shape(3), new Shape(1, 3)])).Message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GPUs_agree_on_edges(string kind)
    {
        GpuContext gpu = Gpus.Require(kind);
        Tensor x = new(new Shape(14), [NaN, Infinity, -Infinity, 0, -0f, 0.5f, -0.5f, 1.5f, 2.5f, 70000, -70000, 3e-8f, 1e10f, -1.01f]);
        Tensor z = new(new Shape(14), [1, NaN, 1, -0f, 0, 0.5f, 0, -1, 2.5f, 1, 7, 3e-8f, -3, NaN]);
        Operator[] unary =
        [
            new Activation<Sign>(), new Activation<Ceil>(), new Activation<Floor>(), new Activation<Round>(), new Activation<Not>(),
                new Activation<IsNaN>(),
            new Activation<IsInf>(new IsInf(1, 0)), new Activation<CastToBool>(),
                new Activation<CastToInteger>(new CastToInteger(-128, 127)),
            new Activation<WrapInteger>(new WrapInteger(-128, 256)), new Activation<CastToFloat16>(), new Activation<CastToBFloat16>(),
                new Activation<Shrink>(new Shrink(0.5f, 0)), new Hardmax(0),
        ];
        Operator[] binary =
        [
            new Arithmetic<Equal>(), new Arithmetic<Greater>(), new Arithmetic<GreaterOrEqual>(), new Arithmetic<Less>(),
                new Arithmetic<LessOrEqual>(),
            new Arithmetic<And>(), new Arithmetic<Or>(), new Arithmetic<Xor>(),
        ];
        foreach (Operator op in unary)
            Same(gpu, op, x);
        foreach (Operator op in binary)
            Same(gpu, op, x, z);
        Same(gpu, new Where(), x, z, x);
    }

    private static void Same(GpuContext gpu, Operator op, params Tensor[] inputs)
    {
        Tensor expected = OneNode.Run(op, inputs);
        foreach (Tensor result in OneNode.RunOn(gpu, op, inputs))
            Assert.True(expected.AsSpan().SequenceEqual(result.AsSpan())
                || expected.AsSpan().ToArray().Zip(result.AsSpan().ToArray()).All(pair => pair.First.Equals(pair.Second)),
                    $"{op}: {string.Join(' ', result.AsSpan().ToArray())}, and {string.Join(' ', expected.AsSpan().ToArray())} on the CPU");
    }

    private static void Relative<TRule>(TRule rule, float x, double expected) where TRule : struct, IActivation
    {
        double actual = OneNode.Run(new Activation<TRule>(rule), [new Tensor(new Shape(1), [x])]).AsSpan()[0];
        Assert.True(Math.Abs(actual - expected) <= Tolerances.Transcendental * Math.Abs(expected),
            $"{rule} of {x} is {actual:G9}, not {expected:G9}");
    }

    /// <summary>21 equal elements: in vectors of every width, and behind the last.</summary>
    private static void Of<TRule>(TRule rule, params (float X, float Y)[] pairs) where TRule : struct, IActivation
    {
        foreach ((float x, float y) in pairs)
        {
            Tensor input = new(new Shape(21));
            input.AsSpan().Fill(x);
            Assert.All(OneNode.Run(new Activation<TRule>(rule), [input]).AsSpan().ToArray(), value =>
                Assert.True(value.Equals(y) && (float.IsNaN(y) || float.IsNegative(value) == float.IsNegative(y)),
                    $"{rule} of {x} is {y}, not {value}"));
        }
    }
}
