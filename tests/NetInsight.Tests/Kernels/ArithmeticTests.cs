using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class ArithmeticTests : OperatorTests
{
    private static readonly Dictionary<Operator, Func<double, double, double>> Formulae = new()
    {
        [new Arithmetic<Add>()] = (a, b) => a + b,
        [new Arithmetic<Div>()] = (a, b) => a / b,
        [new Arithmetic<Max>()] = Math.Max,
        [new Arithmetic<Min>()] = Math.Min,
        [new Arithmetic<Mul>()] = (a, b) => a * b,
        [new Arithmetic<Sub>()] = (a, b) => a - b,
    };

    private protected override int Samples => 600;

    private protected override Gen<Case> Cases =>
        from op in Some.Of<Operator>([.. Formulae.Keys])
        from shape in Gen.Frequency((30, Some.Shape(0, 5)), (1, Gen.Const(new Shape(2, 9, 33, 41))))
        from left in Broadcasting(shape)
        from right in Broadcasting(shape)
        select new Case(op, left, right);

    /// <summary>The first result of dimensions that differ is the one that is not 1.</summary>
    private protected override double[] Define(Case @case, double[][] x)
    {
        int rank = Math.Max(@case.Inputs[0].Rank, @case.Inputs[1].Rank);
        Shape left = @case.Inputs[0].Expand(rank), right = @case.Inputs[1].Expand(rank);
        Shape result = new([.. Enumerable.Range(0, rank).Select(axis => left[axis] == 1 ? right[axis] : left[axis])]);
        return Slow.Fill(result, at => Formulae[@case.Operator](Pick(x[0], left, at), Pick(x[1], right, at)));
    }

    /// <summary>The shape with some dimensions 1 and some outer ones left out.</summary>
    private static Gen<Shape> Broadcasting(Shape full) =>
        from isOne in Gen.Frequency((2, Gen.Const(false)), (1, Gen.Const(true))).Array[full.Rank]
        from leftOut in Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[0, full.Rank]))
        select new Shape([.. full.Dimensions.ToArray().Select((extent, axis) => isOne[axis] ? 1 : extent).Skip(leftOut)]);

    private static double Pick(double[] values, Shape shape, int[] at) =>
        values.At(shape, [.. at.Select((place, axis) => shape[axis] == 1 ? 0 : place)]);
}
