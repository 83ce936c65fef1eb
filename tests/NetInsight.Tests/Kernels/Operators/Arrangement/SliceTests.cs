using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class SliceTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((20, Gen.Int[1, 7].Array[1, 5]), (1, Gen.Int[20, 30].Array[3]))
        from axes in Gen.Shuffle(Enumerable.Range(0, extents.Length).ToArray(), 0, extents.Length)
        from counted in Gen.Bool.Array[axes.Length]
        from slices in SliceAxisTests.Any.Array[axes.Length]
        let given = axes.Select((axis, i) => slices[i] with { Axis = counted[i] ? axis - extents.Length : axis })
        select new Case(new Slice([.. given]), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Shape shape = x[0].Shape;
        int[][] positions = [.. shape.Dimensions.ToArray().Select(extent => Enumerable.Range(0, extent).ToArray())];
        foreach (SliceAxis slice in ((Slice)op).Axes)
        {
            int axis = (slice.Axis + shape.Rank) % shape.Rank;
            positions[axis] = SliceAxisTests.Positions(slice, shape[axis]);
        }

        Shape result = new([.. positions.Select(axis => axis.Length)]);
        return DoubleTensor.Make(result, at => x[0][[.. at.Select((i, axis) => positions[axis][i])]]);
    }
}
