using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class ScatterElementsTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 4].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from updates in Gen.Int[1, 4].Array[extents.Length]
        from reduction in Gen.Enum<ScatterReduction>()
        let along = (axis + extents.Length) % extents.Length
        let shape = new Shape([.. updates.Select((count, d) => d == along ? count : Math.Min(count, extents[d]))])
        select new Case(new ScatterElements(axis, reduction), new Shape(extents), shape, shape);

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (-64 * 4, 64 * 4) : (-2, 2);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        ScatterElements scatter = (ScatterElements)op;
        int axis = (scatter.Axis + x[0].Shape.Rank) % x[0].Shape.Rank;
        double[] y = [.. x[0].Values];
        _ = DoubleTensor.Make(x[1].Shape, at =>
        {
            int offset = 0;
            for (int d = 0; d < at.Length; d++)
                offset = offset * x[0].Shape[d] + (d == axis ? GatherNDTests.Inside(x[1][at], x[0].Shape[d]) : at[d]);
            return y[offset] = ScatterNDTests.Reduced(scatter.Reduction, y[offset], x[2][at]);
        });
        return new DoubleTensor(x[0].Shape, y);
    }
}
