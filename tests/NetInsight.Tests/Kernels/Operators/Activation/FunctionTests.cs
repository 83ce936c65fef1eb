using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Activation.Trigonometry;

namespace NetInsight.Tests.Kernels.Operators.Activation;

/// <summary>Functions of one element beside the usual activations: the formula of each, once.</summary>
public sealed class FunctionTests : OperatorTests
{
    private sealed record Rule(Operator Operator, Func<double, double> Formula, double Tolerance, int Low, int High);

    private static readonly Rule[] Rules =
    [
        Smooth(new Sin(), Math.Sin),
        Smooth(new Cos(), Math.Cos),
        Smooth(new Tan(), Math.Tan, -80, 80),
        Smooth(new Asin(), Math.Asin, -64, 64),
        Smooth(new Acos(), Math.Acos, -64, 64),
        Smooth(new Atan(), Math.Atan),
        Smooth(new Sinh(), Math.Sinh),
        Smooth(new Cosh(), Math.Cosh),
        Smooth(new Asinh(), Math.Asinh),
        Smooth(new Acosh(), Math.Acosh, 64, 1024),
        Smooth(new Atanh(), Math.Atanh, -63, 63),
        Smooth(new Gelu(), x => x / 2 * (1 + Erf(x / Math.Sqrt(2)))),
        Smooth(new GeluTanh(), x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        Smooth(new Swish(1), x => x / (1 + Math.Exp(-x))),
        Smooth(new Swish(1.702f), x => x / (1 + Math.Exp(-1.702f * x))),
        Smooth(new Mish(), x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))), -1024, 1024),
        Exact(new Sign(), x => Math.Sign(x), -2, 2),
        Exact(new Ceil(), Math.Ceiling),
        Exact(new Floor(), Math.Floor),
        Exact(new Round(), x => Math.Round(x, MidpointRounding.ToEven)),
        Exact(new Not(), x => x == 0 ? 1 : 0, -2, 2),
        Exact(new IsNaN(), _ => 0),
        Exact(new IsInf(1, 1), _ => 0),
        Exact(new Shrink(0.5f, 0.5f), x => x < -0.5 ? x + 0.5 : x > 0.5 ? x - 0.5 : 0),
        Exact(new Shrink(1.5f, 0), x => Math.Abs(x) > 1.5 ? x : 0),
        Exact(new CastToBool(), x => x == 0 ? 0 : 1, -2, 2),
        Exact(new CastToInteger(-3, 2), x => Math.Clamp(Math.Truncate(x), -3, 2)),
        Exact(new WrapInteger(-4, 8), x => x - (8 * Math.Floor((x + 4) / 8))),
        Exact(new CastToFloat16(), x => (double)(Half)x, -65536, 65536),
        Exact(new CastToBFloat16(), x => x == 0 ? 0 : Math.Round(x / Unit(x), MidpointRounding.ToEven) * Unit(x), -65536, 65536),
    ];

    private protected override int Samples => 500;

    private protected override Gen<Case> Cases =>
        from rule in Gen.OneOf(Rules)
        from extents in Gen.Frequency((20, Gen.Int[0, 9].Array[0, 5]), (1, Gen.Int[20, 40].Array[3]))
        select new Case(rule.Operator, new Shape(extents));

    private protected override double ToleranceOf(Operator op) => RuleOf(op).Tolerance;

    private protected override (int Low, int High) RangeOf(Operator op, int input) => (RuleOf(op).Low, RuleOf(op).High);

    /// <summary>The gradients of casts are straight through.</summary>
    private protected override bool IsDerivative(Operator op) => op is not (Activation<CastToFloat16> or Activation<CastToBFloat16>);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) =>
        new(x[0].Shape, Array.ConvertAll(x[0].Values, value => RuleOf(op).Formula(value)));

    /// <summary>The last of bfloat16's 8 significant bits.</summary>
    private static double Unit(double x) => Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(x))) - 7);

    /// <summary>
    /// 2/sqrt(pi) * sum over n of (-1)^n x^(2n+1) / (n! (2n+1)) (Abramowitz and Stegun 1964, 7.1.5); for |x| up to 3 doubles keep 12
    /// digits.
    /// </summary>
    private static double Erf(double x)
    {
        double power = x, sum = 0;
        for (int n = 0; n < 100; power *= -x * x / ++n)
            sum += power / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static Rule RuleOf(Operator op) => Rules.Single(rule => rule.Operator == op);

    private static Rule Exact<TRule>(TRule rule, Func<double, double> formula, int low = -256, int high = 256) where TRule : struct,
        IActivation =>
        new(new Activation<TRule>(rule), formula, Tolerances.Exact, low, high);

    private static Rule Smooth<TRule>(TRule rule, Func<double, double> formula, int low = -256, int high = 256) where TRule : struct,
        IActivation =>
        new(new Activation<TRule>(rule), formula, Tolerances.Transcendental, low, high);
}
