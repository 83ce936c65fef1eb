using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Tests.Kernels.Operators.Reduction;

/// <summary>The first largest element of each line, along one axis or over all from it on.</summary>
public sealed class HardmaxTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 6].Array[1, 5]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from joint in Gen.Bool
        select new Case(new Hardmax(axis, joint), new Shape(extents));

    /// <summary>Few different values, so that many are equal.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-3, 3);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Hardmax hardmax = (Hardmax)op;
        Shape shape = x[0].Shape;
        int axis = (hardmax.Axis + shape.Rank) % shape.Rank;
        Shape lines = hardmax.Joint ? new Shape(shape.Dimensions[..axis].ToArray().Aggregate(1, (m, n) => m * n),
            shape.Dimensions[axis..].ToArray().Aggregate(1, (m, n) => m * n)) : shape;
        int along = hardmax.Joint ? 1 : axis;
        DoubleTensor values = x[0].Reshape(lines);
        return DoubleTensor.Make(lines, at =>
        {
            double[] line =
                [.. Enumerable.Range(0, lines[along]).Select(i => values[[.. at.Select((position, n) => n == along ? i : position)]])];
            return Array.IndexOf(line, line.Max()) == at[along] ? 1 : 0;
        }).Reshape(shape);
    }
}
