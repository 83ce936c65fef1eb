using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>NaN, infinities and signed zeros: results are those of the formula, at every position.</summary>
public sealed class SpecialValueTests
{
    private const float Infinity = float.PositiveInfinity;

    [Fact]
    public void Relu_propagates_NaN_and_maps_minus_infinity_to_zero() => AtEveryPosition(
        new Activation<Relu>(),
        (float.NaN, float.NaN),
        (Infinity, Infinity),
        (-Infinity, 0),
        (-0f, -0f),
        (float.Epsilon, float.Epsilon),
        (-float.Epsilon, 0));

    [Fact]
    public void Clip_propagates_NaN_and_clamps_infinities() =>
        AtEveryPosition(new Activation<Clip>(new Clip(0, 6)), (float.NaN, float.NaN), (Infinity, 6), (-Infinity, 0));

    [Fact]
    public void Smooth_activations_have_their_limits()
    {
        AtEveryPosition(new Activation<Sigmoid>(), (float.NaN, float.NaN), (Infinity, 1), (-Infinity, 0));
        AtEveryPosition(new Activation<Softplus>(), (float.NaN, float.NaN), (Infinity, Infinity), (-Infinity, 0), (1000, 1000));
        AtEveryPosition(new Activation<Log>(), (float.NaN, float.NaN), (0, -Infinity), (-1, float.NaN));
        AtEveryPosition(new Activation<Sqrt>(), (-1, float.NaN), (Infinity, Infinity));
        AtEveryPosition(new Activation<HardSigmoid>(new HardSigmoid(0.2f, 0.5f)), (float.NaN, float.NaN), (Infinity, 1), (-Infinity, 0));
    }

    [Fact]
    public void The_maximum_and_the_minimum_of_a_value_and_NaN_is_NaN()
    {
        foreach (Operator op in new Operator[] { new Arithmetic<Max>(), new Arithmetic<Min>() })
        {
            Shape shape = new(21), one = new(1);
            Tensor values = new(shape), nans = Filled(shape, float.NaN);
            Assert.All(OneNode.Run(op, [values, nans]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [nans, values]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [values, Filled(one, float.NaN)]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [Filled(one, float.NaN), values]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_max_pool_propagates_NaN_and_infinity_to_every_window_that_holds_them(float special)
    {
        Shape shape = new(1, 21, 5, 5);
        for (int c = 0; c < 21; c += 5)
        {
            Tensor x = Inputs.Exact(shape, 7);
            x[0, c, 2, 2] = special;
            Tensor y = OneNode.Run(new MaxPool(Window.Square(3)), [x]), global = OneNode.Run(new GlobalPool(GlobalPoolKind.Max), [x]);
            for (int other = 0; other < 21; other++)
            {
                Assert.Equal(other == c, global[0, other, 0, 0].Equals(special));
                for (int position = 0; position < 9; position++)
                    Assert.Equal(other == c, y[0, other, position / 3, position % 3].Equals(special));
            }
        }
    }

    [Fact]
    public void A_maximum_of_minus_infinity_is_minus_infinity() =>
        Assert.Equal(-Infinity, OneNode.Run(new MaxPool(Window.Square(2)), [Filled(new Shape(1, 1, 2, 2), -Infinity)])[0, 0, 0, 0]);

    [Fact]
    public void Large_logits_do_not_overflow_a_softmax()
    {
        Tensor logits = new(new Shape(1, 3), [1000, 1000, -1000]);
        Assert.Equal([0.5f, 0.5f, 0f], OneNode.Run(new Softmax(-1), [logits]).AsSpan());
        Assert.Equal([-0.6931472f, -0.6931472f, -2000.6931f], OneNode.Run(new Softmax(1, Logarithm: true), [logits]).AsSpan());
    }

    [Fact]
    public void A_NaN_makes_all_probabilities_of_its_line_NaN_and_no_others()
    {
        Tensor y = OneNode.Run(new Softmax(1), [new Tensor(new Shape(2, 3), [0, float.NaN, 0, 1, 1, 1])]);
        Assert.Equal([float.NaN, float.NaN, float.NaN, 1 / 3f, 1 / 3f, 1 / 3f], y.AsSpan());
    }

    [Fact]
    public void A_NaN_reaches_the_convolution_outputs_whose_receptive_field_holds_it_and_no_others()
    {
        Tensor x = Inputs.Exact(new Shape(2, 3, 7, 7), 1), w = Inputs.Exact(new Shape(9, 3, 3, 3), 2);
        x[1, 2, 0, 0] = float.NaN;
        Tensor y = OneNode.RunPacked(new Conv(Window.Square(3, padding: 1)), [x, w]);
        for (int n = 0; n < 2; n++)
        {
            for (int position = 0; position < 49; position++)
                Assert.Equal(n == 1 && position / 7 < 2 && position % 7 < 2, float.IsNaN(y[n, 8, position / 7, position % 7]));
        }
    }

    /// <summary>21 elements: in vectors of every width, and in the scalar remainder.</summary>
    private static void AtEveryPosition(Operator op, params (float X, float Y)[] pairs)
    {
        foreach ((float x, float y) in pairs)
        {
            foreach (float value in OneNode.Run(op, [Filled(new Shape(21), x)]).AsSpan())
            {
                bool isSame = value.Equals(y) && (float.IsNaN(y) || float.IsNegative(value) == float.IsNegative(y));
                Assert.True(isSame, $"{op.Name} of {x} is {y}, not {value}");
            }
        }
    }

    private static Tensor Filled(Shape shape, float value)
    {
        Tensor tensor = new(shape);
        tensor.AsSpan().Fill(value);
        return tensor;
    }
}
