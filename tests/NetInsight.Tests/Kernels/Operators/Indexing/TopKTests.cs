using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Tests.Kernels.Operators.Indexing;

public sealed class TopKTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 7].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from count in Gen.Int[0, extents[(axis + extents.Length) % extents.Length]]
        from smallest in Gen.Bool
        from indices in Gen.Bool
        select new Case(new TopK(count, axis, smallest, indices), new Shape(extents));

    /// <summary>Few different values, so that many are equal.</summary>
    private protected override (int Low, int High) RangeOf(Operator op, int input) => (-3, 3);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        TopK top = (TopK)op;
        int axis = (top.Axis + x[0].Shape.Rank) % x[0].Shape.Rank;
        return DoubleTensor.Make(x[0].Shape.With(axis, top.Count), at =>
        {
            double[] line = [.. Enumerable.Range(0, x[0].Shape[axis]).Select(i => x[0][[.. at[..axis], i, .. at[(axis + 1)..]]])];
            int[] order = [.. Enumerable.Range(0, line.Length).OrderBy(i => top.Smallest ? line[i] : -line[i]).ThenBy(i => i)];
            return top.GivesIndices ? order[at[axis]] : line[order[at[axis]]];
        });
    }

    [Fact]
    public void NaN_comes_first_in_order_of_index()
    {
        Tensor x = new(new Shape(5), [1, float.NaN, 3, float.NaN, 2]);
        Assert.Equal([1, 3, 2, 4, 0], OneNode.Run(new TopK(5, GivesIndices: true), [x]).AsSpan());
        Assert.Equal([1, 3, 0, 4, 2], OneNode.Run(new TopK(5, Smallest: true, GivesIndices: true), [x]).AsSpan());
    }

    [Fact]
    public void More_than_there_are_is_refused() => Assert.Equal(
        "TopK: 4 elements of the 3 of axis 1 of 2x3 cannot be chosen.",
        Assert.Throws<ArgumentException>(() => new TopK(4).Infer([new Shape(2, 3)])).Message);
}
