namespace NetInsight.Tests.Kernels;

/// <summary>NaN, infinities and -0: in vectors and in what is left over after them.</summary>
public sealed class SpecialValueTests
{
    private static readonly float[] Special = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0, -1, 7, float.MaxValue, float.Epsilon];

    [Fact]
    public void Relu_lets_NaN_and_infinity_through() =>
        Everywhere(new Activation<Relu>(), [float.NaN, 0, float.PositiveInfinity, -0f, 0, 0, 7, float.MaxValue, float.Epsilon]);

    [Fact]
    public void Clip_lets_NaN_through_and_cuts_infinities() => Everywhere(new Activation<Clip>(new(0, 6)), [float.NaN, 0, 6, -0f, 0, 0, 6, 6, float.Epsilon]);

    [Fact]
    public void A_leaky_relu_keeps_infinities_and_signs_of_zero() => Everywhere(
        new Activation<LeakyRelu>(new(0.5f)),
        [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0, -0.5f, 7, float.MaxValue, float.Epsilon]);

    [Fact]
    public void Saturating_activations_reach_their_ends()
    {
        Assert.Equal([float.NaN, 0, 1], Apply(new Activation<Sigmoid>(), float.NaN, float.NegativeInfinity, float.PositiveInfinity));
        Assert.Equal([float.NaN, -1, 1], Apply(new Activation<Tanh>(), float.NaN, float.NegativeInfinity, float.PositiveInfinity));
        Assert.Equal([float.NaN, 0, 1], Apply(new Activation<HardSigmoid>(new(0.2f, 0.5f)), float.NaN, float.NegativeInfinity, float.PositiveInfinity));
        Assert.Equal([float.NaN, 0, float.PositiveInfinity], Apply(new Activation<Softplus>(), float.NaN, float.NegativeInfinity, float.PositiveInfinity));
        Assert.Equal([1000, 0], Apply(new Activation<Softplus>(), 1000, -1000));
        Assert.Equal([float.NaN, float.NegativeInfinity, float.PositiveInfinity], Apply(new Activation<Log>(), -1, 0, float.PositiveInfinity));
        Assert.Equal([float.NaN, 0], Apply(new Activation<Sqrt>(), -1, 0));
    }

    [Fact]
    public void Max_and_Min_are_NaN_where_either_is()
    {
        Tensor numbers = new(new Shape(37), [.. Enumerable.Repeat(1f, 37)]), nans = new(new Shape(37), [.. Enumerable.Repeat(float.NaN, 37)]);
        foreach (Operator op in new Operator[] { new Arithmetic<Max>(), new Arithmetic<Min>() })
        {
            Assert.All(new Form().Run(op, numbers, nans).AsSpan().ToArray(), x => Assert.True(float.IsNaN(x)));
            Assert.All(new Form().Run(op, nans, numbers).AsSpan().ToArray(), x => Assert.True(float.IsNaN(x)));
            Assert.All(new Form().Run(op, nans, new Tensor(new Shape(), [1])).AsSpan().ToArray(), x => Assert.True(float.IsNaN(x)));
        }
    }

    [Fact]
    public void A_maximum_over_a_window_with_NaN_is_NaN_and_others_are_not()
    {
        Tensor map = new(new Shape(1, 1, 1, 5), [1, float.NaN, 2, 3, float.NegativeInfinity]);
        Tensor result = new Form().Run(new MaxPool(new Window(WindowAxis.One, new WindowAxis(2))), map);
        Assert.Equal([float.NaN, float.NaN, 3, 3], result.AsSpan());
        Assert.Equal([float.NaN], new Form().Run(new GlobalPool(GlobalPoolKind.Max), map).AsSpan());
    }

    [Fact]
    public void A_window_of_minus_infinities_has_that_maximum()
    {
        Tensor map = new(new Shape(1, 1, 1, 2), [float.NegativeInfinity, float.NegativeInfinity]);
        Assert.Equal([float.NegativeInfinity], new Form().Run(new GlobalPool(GlobalPoolKind.Max), map).AsSpan());
    }

    [Fact]
    public void NaN_reaches_only_the_windows_of_a_convolution_that_see_it()
    {
        Tensor map = new(new Shape(1, 1, 1, 5), [1, 2, 3, 4, float.NaN]), weight = new(new Shape(1, 1, 1, 3), [0, 1, 0]);
        Tensor result = new Form().Run(new Conv(new Window(WindowAxis.One, new WindowAxis(3, 1, 1, 1))), map, weight);
        Assert.Equal([1, 2, 3, float.NaN, float.NaN], result.AsSpan());
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        Assert.Equal([0.5f, 0.5f, 0], Apply(new Softmax(-1), 1000, 1000, -1000));
        Assert.Equal([0, -2000], Apply(new Softmax(-1, Logarithm: true), 1000, -1000));
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], Apply(new Softmax(-1), -1e30f, -1e30f, -1e30f, -1e30f));
    }

    [Fact]
    public void One_NaN_makes_all_probabilities_NaN() => Assert.Equal([float.NaN, float.NaN, float.NaN], Apply(new Softmax(0), 1, float.NaN, 2));

    private static float[] Apply(Operator op, params float[] x) => new Form().Run(op, new Tensor(new Shape(x.Length), x)).AsSpan().ToArray();

    /// <summary>Each special value at every place of 37, which is two vectors of 16 and five left over.</summary>
    private static void Everywhere(Operator op, float[] expected)
    {
        for (int i = 0; i < Special.Length; i++)
        {
            float[] actual = Apply(op, [.. Enumerable.Repeat(Special[i], 37)]);
            Near.Bits([.. Enumerable.Repeat(expected[i], 37)], actual, $"{op.Name}({Special[i]})");
        }
    }
}
