using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class ActivationTests : OperatorTests
{
    private static readonly Dictionary<Operator, Func<double, double>> Formulae = new()
    {
        [new Activation<Abs>()] = Math.Abs,
        [new Activation<Clip>(new(-1.5f, 6))] = x => Math.Min(Math.Max(x, -1.5), 6),
        [new Activation<Elu>(new(0.75f))] = x => x >= 0 ? x : 0.75 * (Math.Exp(x) - 1),
        [new Activation<Exp>()] = Math.Exp,
        [new Activation<HardSigmoid>(new(0.25f, 0.5f))] = x => Math.Max(0, Math.Min(1, 0.25 * x + 0.5)),
        [new Activation<HardSwish>()] = x => x * Math.Max(0, Math.Min(1, x / 6 + 0.5)),
        [new Activation<LeakyRelu>(new(0.125f))] = x => x >= 0 ? x : 0.125 * x,
        [new Activation<Log>()] = Math.Log,
        [new Activation<Neg>()] = x => -x,
        [new Activation<Relu>()] = x => Math.Max(x, 0),
        [new Activation<Selu>(new(1.5f, 1.25f))] = x => x > 0 ? 1.25 * x : 1.25 * (1.5 * Math.Exp(x) - 1.5),
        [new Activation<Sigmoid>()] = x => 1 / (1 + Math.Exp(-x)),
        [new Activation<Softplus>()] = x => Math.Log(1 + Math.Exp(x)),
        [new Activation<Softsign>()] = x => x / (1 + Math.Abs(x)),
        [new Activation<Sqrt>()] = Math.Sqrt,
        [new Activation<Tanh>()] = Math.Tanh,
    };

    private protected override int Samples => 600;

    private protected override double Tolerance => Tolerances.Elementary;

    private protected override Gen<Case> Cases =>
        from op in Some.Of<Operator>([.. Formulae.Keys])
        from shape in Gen.Frequency((20, Some.Shape(0, 5)), (1, Gen.Const(new Shape(2, 9, 33, 41))))
        select new Case(op, shape);

    [Fact]
    public void Every_activation_has_a_formula_here()
    {
        Type[] rules = [.. typeof(IActivation).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IActivation)))];
        Assert.Equal(rules.Select(rule => rule.Name).Order(), Formulae.Keys.Select(op => op.GetType().GenericTypeArguments[0].Name).Order());
    }

    private protected override float Allow(int position, float x) => 8 * x;

    private protected override double[] Define(Case @case, double[][] x) => [.. x[0].Select(Formulae[@case.Operator])];
}
