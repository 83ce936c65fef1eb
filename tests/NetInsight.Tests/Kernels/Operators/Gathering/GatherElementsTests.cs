using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Gathering;

public sealed class GatherElementsTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[1, 5].Array[1, 4]
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from along in Gen.Int[1, 7]
        from fewer in Gen.Int[0, 1].Array[extents.Length]
        select Shaped(extents, (axis + extents.Length) % extents.Length, along, fewer) into shapes
        from indices in Gen.Int[-shapes.Extent, shapes.Extent - 1].Array[shapes.Indices.Count]
        select new Case(new GatherElements([.. indices], shapes.Indices, shapes.Axis), shapes.From);

    private static (Shape From, Shape Indices, int Axis, int Extent) Shaped(int[] extents, int axis, int along, int[] fewer) => (
        new Shape(extents),
        new Shape([.. extents.Select((extent, other) => other == axis ? along : Math.Max(extent - fewer[other], 1))]),
        along % 2 == 0 ? axis : axis - extents.Length,
        extents[axis]);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        GatherElements gather = (GatherElements)op;
        Shape from = x[0].Shape;
        int axis = gather.Axis < 0 ? gather.Axis + from.Rank : gather.Axis;
        DoubleTensor indices = new(gather.Extents, [.. gather.Indices.Select(index => (double)index)]);
        return DoubleTensor.Make(gather.Extents, at =>
        {
            int[] position = [.. at];
            position[axis] = ((int)indices[at] + from[axis]) % from[axis];
            return x[0][position];
        });
    }

    [Fact]
    public void Indices_that_do_not_fit_are_refused()
    {
        Assert.Equal("GatherElements: index 3 is outside the 3 elements of axis 1 of 2x3.", Message([0, 3], new Shape(1, 2)));
        Assert.Equal("GatherElements: indices of shape 2 for 2 dimensions (2x3).", Message([0, 1], new Shape(2)));
        Assert.Equal("GatherElements: indices of shape 3x1 are longer than 2x3 along dimension 0.", Message([0, 1, 2], new Shape(3, 1)));

        static string Message(int[] indices, Shape shape) =>
            Assert.Throws<ArgumentException>(() => new GatherElements([.. indices], shape, 1).Infer([new Shape(2, 3)])).Message;
    }

    [Fact]
    public void A_gather_of_channels_is_pointwise_and_one_of_rows_or_columns_is_not()
    {
        Shape map = new(1, 2, 3, 4), one = new(1, 1, 1, 1);
        Assert.Equal((ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), new GatherElements([0], one, -3).ReceptiveFieldOver(map));
        Assert.Equal((ReceptiveFieldAxis.All(3), ReceptiveFieldAxis.All(4)), new GatherElements([0], one, -1).ReceptiveFieldOver(map));
    }
}
