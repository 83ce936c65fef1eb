using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Tests.Kernels.Operators.Reduction;

public sealed class ArgMaxTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 6].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from keeps in Gen.Bool
        from smallest in Gen.Bool
        from last in Gen.Bool
        select new Case(new ArgMax(axis, keeps, smallest, last), new Shape(extents));

    /// <summary>Few values, so that many are equal.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-1, 1);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        ArgMax rule = (ArgMax)op;
        Shape input = x[0].Shape;
        int axis = (rule.Axis + input.Rank) % input.Rank;
        return DoubleTensor.Make(input.With(axis, 1), at =>
        {
            double[] line = [.. Enumerable.Range(0, input[axis]).Select(i => x[0][[.. at[..axis], i, .. at[(axis + 1)..]]])];
            double best = rule.Smallest ? line.Min() : line.Max();
            return rule.SelectsLast ? Array.LastIndexOf(line, best) : Array.IndexOf(line, best);
        }).Reshape(op.Infer([input]));
    }

    [Fact]
    public void NaN_counts_before_all_other_values()
    {
        Tensor x = new(new Shape(5), [1, float.NaN, 9, float.NaN, -9]);
        Assert.Equal(1, OneNode.Run(new ArgMax(0), [x])[0]);
        Assert.Equal(3, OneNode.Run(new ArgMax(0, Smallest: true, SelectsLast: true), [x])[0]);
    }

    [Fact]
    public void An_axis_without_elements_is_refused() => Assert.Throws<ArgumentException>(() => new ArgMax(1).Infer([new Shape(2, 0)]));
}
