using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators;

public sealed class SliceTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((20, Gen.Int[1, 7].Array[1, 5]), (1, Gen.Int[20, 30].Array[3]))
        from axes in Gen.Shuffle(Enumerable.Range(0, extents.Length).ToArray(), 0, extents.Length)
        from counted in Gen.Bool.Array[axes.Length]
        from slices in SliceAxisTests.Any.Array[axes.Length]
        select new Case(
            new Slice([.. axes.Select((axis, i) => slices[i] with { Axis = counted[i] ? axis - extents.Length : axis })]), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Shape shape = x[0].Shape;
        int[][] places = [.. shape.Dimensions.ToArray().Select(extent => Enumerable.Range(0, extent).ToArray())];
        foreach (SliceAxis slice in ((Slice)op).Axes)
        {
            int axis = (slice.Axis + shape.Rank) % shape.Rank;
            places[axis] = SliceAxisTests.Positions(slice, shape[axis]);
        }

        return DoubleTensor.Make(new Shape([.. places.Select(axis => axis.Length)]), at => x[0][[.. at.Select((place, axis) => places[axis][place])]]);
    }
}
