using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Tests.Kernels.Operators.Activation;

/// <summary>All element-wise activations: the formula of each, once.</summary>
public sealed class ActivationTests : OperatorTests
{
    private sealed record Rule(Operator Operator, Func<double, double> Formula, double Tolerance, int Low = -256);

    private static readonly Rule[] Rules =
    [
        Exact(new Relu(), x => Math.Max(x, 0)),
        Exact(new Clip(-0.5f, 1.25f), x => Math.Min(Math.Max(x, -0.5), 1.25)),
        Exact(new Clip(1, -1), _ => -1),                                            // the maximum has the last word
        Exact(new LeakyRelu(0.25f), x => x < 0 ? 0.25 * x : x),
        Exact(new Abs(), Math.Abs),
        Exact(new Neg(), x => -x),
        Exact(new HardSigmoid(0.25f, 0.5f), x => Math.Max(0, Math.Min(1, 0.25 * x + 0.5))),
        Exact(new ThresholdedRelu(0.5f), x => x > 0.5 ? x : 0),
        Smooth(new Celu(1.5f), x => x < 0 ? 1.5 * (Math.Exp(x / 1.5) - 1) : x),
        Smooth(new Erf(), AlternatingErf),
        Smooth(new Reciprocal(), x => 1 / x, low: 1),
        Smooth(new HardSwish(), x => x * Math.Max(0, Math.Min(1, x / 6 + 0.5))),
        Smooth(new Elu(1.5f), x => x < 0 ? 1.5 * (Math.Exp(x) - 1) : x),
        Smooth(new Selu(1.6732632f, 1.050701f), x => 1.050701f * (x > 0 ? x : 1.6732632f * Math.Exp(x) - 1.6732632f)),
        Smooth(new Exp(), Math.Exp),
        Smooth(new Log(), Math.Log, low: 1),
        Smooth(new Sqrt(), Math.Sqrt, low: 0),
        Smooth(new Sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        Smooth(new Softplus(), x => Math.Log(1 + Math.Exp(x))),
        Smooth(new Softsign(), x => x / (1 + Math.Abs(x))),
        Smooth(new Tanh(), Math.Tanh),
    ];

    private protected override int Samples => 400;

    private protected override Gen<Case> Cases =>
        from rule in Gen.OneOf(Rules)
        from extents in Gen.Frequency((20, Gen.Int[0, 9].Array[0, 5]), (1, Gen.Int[20, 40].Array[3]))
        select new Case(rule.Operator, new Shape(extents));

    private protected override double ToleranceOf(Operator op) => RuleOf(op).Tolerance;

    private protected override (int Low, int High) RangeOf(Operator op, int input) => (RuleOf(op).Low, 256);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) =>
        new(x[0].Shape, Array.ConvertAll(x[0].Values, value => RuleOf(op).Formula(value)));

    /// <summary>
    /// 2/sqrt(pi) * sum over n of (-1)^n x^(2n+1) / (n! (2n+1)) (Abramowitz and Stegun 1964, 7.1.5); up to |x| = 4 doubles lose 7 of 16
    /// digits.
    /// </summary>
    private static double AlternatingErf(double x)
    {
        double power = x, sum = 0;
        for (int n = 0; n < 100; power *= -x * x / ++n)
            sum += power / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static Rule RuleOf(Operator op) => Rules.Single(rule => rule.Operator == op);

    private static Rule Exact<TRule>(TRule rule, Func<double, double> formula) where TRule : struct, IActivation =>
        new(new Activation<TRule>(rule), formula, Tolerances.Exact);

    private static Rule Smooth<TRule>(TRule rule, Func<double, double> formula, int low = -256) where TRule : struct, IActivation =>
        new(new Activation<TRule>(rule), formula, Tolerances.Transcendental, low);
}
