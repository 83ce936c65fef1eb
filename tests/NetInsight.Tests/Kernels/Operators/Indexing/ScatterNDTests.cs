using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class ScatterNDTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 4].Array[1, 4]
        from length in Gen.Int[1, extents.Length]
        from tuples in Gen.Int[1, 4].Array[0, 2]
        from reduction in Gen.Enum<ScatterReduction>()
        select new Case(
            new ScatterND(reduction), new Shape(extents), new Shape([.. tuples, length]), new Shape([.. tuples, .. extents[length..]]));

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 1 ? (-64 * 4, 64 * 4) : (-2, 2);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        int length = x[1].Shape[-1];
        double[] y = [.. x[0].Values];
        int run = x[0].Shape.Product(length, x[0].Shape.Rank);
        for (int i = 0; i < x[2].Values.Length; i++)
        {
            int offset = 0;
            for (int d = 0; d < length; d++)
                offset = offset * x[0].Shape[d] + GatherNDTests.Inside(x[1].Values[i / run * length + d], x[0].Shape[d]);
            y[offset * run + i % run] = Reduced(((ScatterND)op).Reduction, y[offset * run + i % run], x[2].Values[i]);
        }

        return new DoubleTensor(x[0].Shape, y);
    }

    internal static double Reduced(ScatterReduction reduction, double element, double update) => reduction switch
    {
        ScatterReduction.None => update,
        ScatterReduction.Add => element + update,
        ScatterReduction.Mul => element * update,
        ScatterReduction.Max => Math.Max(element, update),
        _ => Math.Min(element, update),
    };
}
