using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Tests.Kernels.Operators.Arithmetic;

/// <summary>Comparisons, logic and remainders of two tensors, broadcast in every position.</summary>
public sealed class LogicTests : OperatorTests
{
    private static readonly (Operator Operator, Func<double, double, double> Formula)[] Operations =
    [
        (new Arithmetic<Equal>(), (a, b) => a == b ? 1 : 0),
        (new Arithmetic<Greater>(), (a, b) => a > b ? 1 : 0),
        (new Arithmetic<GreaterOrEqual>(), (a, b) => a >= b ? 1 : 0),
        (new Arithmetic<Less>(), (a, b) => a < b ? 1 : 0),
        (new Arithmetic<LessOrEqual>(), (a, b) => a <= b ? 1 : 0),
        (new Arithmetic<And>(), (a, b) => a != 0 && b != 0 ? 1 : 0),
        (new Arithmetic<Or>(), (a, b) => a != 0 || b != 0 ? 1 : 0),
        (new Arithmetic<Xor>(), (a, b) => a != 0 ^ b != 0 ? 1 : 0),
        (new Arithmetic<Mod>(), (a, b) => a - b * Math.Floor(a / b)),
        (new Arithmetic<FMod>(), (a, b) => a - b * Math.Truncate(a / b)),
    ];

    private protected override int Samples => 300;

    private protected override Gen<Case> Cases =>
        from operation in Gen.OneOf(Operations)
        from extents in Gen.Frequency((1, Gen.Int[0, 5].Array[0, 5]), (20, Gen.Int[1, 5].Array[0, 5]), (1, Gen.Int[20, 40].Array[3]))
        from left in WhereTests.Repeated(extents)
        from right in WhereTests.Repeated(extents)
        select new Case(operation.Operator, left, right);

    /// <summary>Few different values, so that many are equal; a divisor is not 0.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (op, input) switch
    {
        (Arithmetic<Mod> or Arithmetic<FMod>, 1) => (1, 200),
        (Arithmetic<Mod> or Arithmetic<FMod>, _) => (-1000, 1000),
        _ => (-2, 2),
    };

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Func<double, double, double> formula = Operations.Single(operation => operation.Operator == op).Formula;
        Shape shape = WhereTests.Broadcast(x);
        return DoubleTensor.Make(shape, at => formula(WhereTests.At(x[0], at), WhereTests.At(x[1], at)));
    }
}
