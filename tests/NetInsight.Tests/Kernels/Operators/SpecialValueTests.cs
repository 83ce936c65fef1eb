using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>NaN, infinities and signed zeros: they go through as the formula has it, wherever in a map they lie.</summary>
public sealed class SpecialValueTests
{
    private const float Infinity = float.PositiveInfinity;

    [Fact]
    public void Relu_lets_NaN_through_and_cuts_minus_infinity() => AtEveryPlace(
        new Activation<Relu>(), (float.NaN, float.NaN), (Infinity, Infinity), (-Infinity, 0), (-0f, -0f), (float.Epsilon, float.Epsilon), (-float.Epsilon, 0));

    [Fact]
    public void Clip_lets_NaN_through_and_cuts_infinities() =>
        AtEveryPlace(new Activation<Clip>(new Clip(0, 6)), (float.NaN, float.NaN), (Infinity, 6), (-Infinity, 0));

    [Fact]
    public void Smooth_activations_end_at_their_limits()
    {
        AtEveryPlace(new Activation<Sigmoid>(), (float.NaN, float.NaN), (Infinity, 1), (-Infinity, 0));
        AtEveryPlace(new Activation<Softplus>(), (float.NaN, float.NaN), (Infinity, Infinity), (-Infinity, 0), (1000, 1000));
        AtEveryPlace(new Activation<Log>(), (float.NaN, float.NaN), (0, -Infinity), (-1, float.NaN));
        AtEveryPlace(new Activation<Sqrt>(), (-1, float.NaN), (Infinity, Infinity));
        AtEveryPlace(new Activation<HardSigmoid>(new HardSigmoid(0.2f, 0.5f)), (float.NaN, float.NaN), (Infinity, 1), (-Infinity, 0));
    }

    [Fact]
    public void The_larger_and_the_smaller_of_a_number_and_NaN_is_NaN()
    {
        foreach (Operator op in new Operator[] { new Arithmetic<Max>(), new Arithmetic<Min>() })
        {
            Shape shape = new(21), one = new(1);
            Tensor numbers = new(shape), nans = Filled(shape, float.NaN);
            Assert.All(OneNode.Run(op, [numbers, nans]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [nans, numbers]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [numbers, Filled(one, float.NaN)]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
            Assert.All(OneNode.Run(op, [Filled(one, float.NaN), numbers]).AsSpan().ToArray(), value => Assert.True(float.IsNaN(value)));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_maximum_over_windows_shows_NaN_and_infinity_in_every_window_that_sees_them(float special)
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
                Assert.All(Enumerable.Range(0, 9), place => Assert.Equal(other == c, y[0, other, place / 3, place % 3].Equals(special)));
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
    public void A_NaN_in_a_map_spoils_the_convolutions_that_see_it_and_no_others()
    {
        Tensor x = Inputs.Exact(new Shape(2, 3, 7, 7), 1), w = Inputs.Exact(new Shape(9, 3, 3, 3), 2);
        x[1, 2, 0, 0] = float.NaN;
        Tensor y = OneNode.RunPacked(new Conv(Window.Square(3, padding: 1)), [x, w]);
        for (int n = 0; n < 2; n++)
        {
            for (int place = 0; place < 49; place++)
                Assert.Equal(n == 1 && place / 7 < 2 && place % 7 < 2, float.IsNaN(y[n, 8, place / 7, place % 7]));
        }
    }

    /// <summary>21 places: in vectors of every width, and beyond the last.</summary>
    private static void AtEveryPlace(Operator op, params (float X, float Y)[] pairs)
    {
        foreach ((float x, float y) in pairs)
            Assert.All(OneNode.Run(op, [Filled(new Shape(21), x)]).AsSpan().ToArray(), value => Assert.True(value.Equals(y) && (float.IsNaN(y) || float.IsNegative(value) == float.IsNegative(y)), $"{op.Name} of {x} is {y}, not {value}"));
    }

    private static Tensor Filled(Shape shape, float value)
    {
        Tensor tensor = new(shape);
        tensor.AsSpan().Fill(value);
        return tensor;
    }
}
