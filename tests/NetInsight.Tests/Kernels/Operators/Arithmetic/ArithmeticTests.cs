using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Tests.Kernels.Operators.Arithmetic;

/// <summary>All operations on two tensors, broadcast in every position.</summary>
public sealed class ArithmeticTests : OperatorTests
{
    private static readonly (Operator Operator, Func<double, double, double> Formula)[] Operations =
    [
        (new Arithmetic<Add>(), (a, b) => a + b),
        (new Arithmetic<Sub>(), (a, b) => a - b),
        (new Arithmetic<Mul>(), (a, b) => a * b),
        (new Arithmetic<Div>(), (a, b) => a / b),
        (new Arithmetic<Max>(), Math.Max),
        (new Arithmetic<Min>(), Math.Min),
        (new Arithmetic<Pow>(), Math.Pow),
        (new Arithmetic<PRelu>(), (a, b) => a < 0 ? b * a : a),
    ];

    private protected override int Samples => 300;

    private protected override Gen<Case> Cases =>
        from operation in Gen.OneOf(Operations)
        from extents in Gen.Frequency((1, Gen.Int[0, 5].Array[0, 5]), (20, Gen.Int[1, 5].Array[0, 5]), (1, Gen.Int[20, 40].Array[3]))
        from left in Repeated(extents)
        from right in Repeated(extents)
        select new Case(operation.Operator, left, right);

    /// <summary>Some dimensions become 1, some outer ones are left out.</summary>
    private static Gen<Shape> Repeated(int[] extents) =>
        from ones in Gen.OneOf(Gen.Const(0), Gen.Int[0, (1 << extents.Length) - 1])
        from dropped in Gen.OneOf(Gen.Const(0), Gen.Int[0, extents.Length])
        select new Shape([.. extents.Select((extent, axis) => (ones >> axis & 1) == 1 ? 1 : extent).Skip(dropped)]);

    private protected override double ToleranceOf(Operator op) => op switch
    {
        Arithmetic<Div> => Tolerances.OneRounding,
        Arithmetic<Pow> => Tolerances.Transcendental,
        _ => Tolerances.Exact,
    };

    /// <summary>A divisor is not 0, a base not negative.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) =>
        (op, input) is (Arithmetic<Div>, 1) or (Arithmetic<Pow>, 0) ? (1, 64) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Broadcast(op, x);

    internal static DoubleTensor Broadcast(Operator op, params DoubleTensor[] x)
    {
        Func<double, double, double> formula = Operations.Single(operation => operation.Operator == op).Formula;
        int rank = Math.Max(x[0].Shape.Rank, x[1].Shape.Rank);
        DoubleTensor a = x[0].Reshape(x[0].Shape.Expand(rank)), b = x[1].Reshape(x[1].Shape.Expand(rank));
        Shape shape = new([.. a.Shape.Dimensions.ToArray().Zip(b.Shape.Dimensions.ToArray(), (m, n) => m == 1 ? n : m)]);
        return DoubleTensor.Make(shape, at => formula(At(a, at), At(b, at)));
    }

    private static double At(DoubleTensor x, int[] at) => x[[.. at.Select((position, axis) => x.Shape[axis] == 1 ? 0 : position)]];
}
