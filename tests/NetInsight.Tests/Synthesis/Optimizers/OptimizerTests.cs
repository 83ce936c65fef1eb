using NetInsight.Synthesis.Optimizers;

namespace NetInsight.Tests.Synthesis.Optimizers;

/// <summary>
/// Optimisers against PyTorch 1.13 in double: eight steps down 2 a^2 + b^4 / 2 + a b + (c - 3)^2 / 10 from (1, -1.5, 0.5).
/// </summary>
/// <remarks>NAdam by its formula in Python: PyTorch 1.13 multiplies the product of momenta by the current one twice.</remarks>
public sealed class OptimizerTests
{
    public static TheoryData<string, double[]> Cases => new()
    {
        { "sgd", [-0.6169930456548136, 0.9488313964378348, 1.1781113894095823] },
        { "adam", [0.6080287537133201, -1.1149717130944345, 0.898036297577578] },
        { "nadam", [0.7018096319409394, -1.215147531377097, 0.8136819631959601] },
        { "lbfgs", [-0.02641100014610763, 0.10300582632445551, 3.0307446522207218] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eight_steps_equal_PyTorch(string name, double[] expected)
    {
        Optimizer optimizer = name switch
        {
            "sgd" => Optimizer.Momentum(0.05),
            "adam" => Optimizer.Adam(0.05),
            "nadam" => Optimizer.NAdam(0.05),
            _ => Optimizer.LBfgs(),
        };
        float[] x = Descend(optimizer, 8);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], x[i], Tolerances.SmallNetwork);
    }

    [Fact]
    public void L_BFGS_finds_the_minimum_and_stays_there()
    {
        float[] x = Descend(Optimizer.LBfgs(memory: 5), 60), longer = Descend(Optimizer.LBfgs(memory: 5), 80);
        (double a, double b, double c) = (x[0], x[1], x[2]);
        Assert.Equal(0, 4 * a + b, 1e-3);
        Assert.Equal(0, 2 * b * b * b + a, 1e-3);
        Assert.Equal(3, c, 1e-3);
        Assert.Equal(x[2], longer[2], 1e-3);
    }

    [Theory]
    [InlineData(StepNormalization.Norm, 0.6, -0.8)]
    [InlineData(StepNormalization.MeanMagnitude, 6 / 7.0, -8 / 7.0)]
    [InlineData(StepNormalization.Sign, 1, -1)]
    [InlineData(StepNormalization.None, 3, -4)]
    public void Steps_are_normalised(StepNormalization normalization, double first, double second)
    {
        OptimizerState state = Optimizer.GradientAscent(2, normalization).Dropping(0.5, 3).Open(2);
        float[] x = [0, 0];
        state.Step(x, [3, -4], 2);
        Assert.Equal([(float)(2 * first), (float)(2 * second)], x);
        state.Step(x, [3, -4], 3);                      // half the rate
        Assert.Equal(3 * first, x[0], Tolerances.FewRoundings * 9);
        state.Step(x, [0, 0], 4);                       // no gradient, no step
        Assert.Equal(3 * first, x[0], Tolerances.FewRoundings * 9);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.GradientAscent(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.GradientAscent(1, (StepNormalization)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.Momentum(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.Adam(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.NAdam(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.LBfgs(memory: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.Adam().Dropping(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer.Adam().Dropping(0.5, 0));
    }

    private static float[] Descend(Optimizer optimizer, int steps)
    {
        float[] x = [1, -1.5f, 0.5f];
        OptimizerState state = optimizer.Open(3);
        for (int step = 0; step < steps; step++)
        {
            double a = x[0], b = x[1], c = x[2];
            state.Step(x, [(float)-(4 * a + b), (float)-(2 * b * b * b + a), (float)(-0.2 * (c - 3))], step);
        }

        return x;
    }
}
