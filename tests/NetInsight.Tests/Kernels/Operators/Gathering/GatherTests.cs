using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Gathering;

public sealed class GatherTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((6, Gen.Int[1, 5].Array[1, 4]), (1, Gen.Int[15, 25].Array[3]))
        from axis in Gen.Int[-extents.Length, extents.Length - 1]
        from shape in Gen.Frequency((3, Gen.Int[1, 6].Array[1]), (2, Gen.Int[0, 3].Array[0, 2]))
        let extent = extents[(axis + extents.Length) % extents.Length]
        from indices in Gen.Int[-extent, extent - 1].Array[new Shape(shape).Count]
        select new Case(new Gather([.. indices], new Shape(shape), axis), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Gather gather = (Gather)op;
        Shape from = x[0].Shape;
        int axis = gather.Axis < 0 ? gather.Axis + from.Rank : gather.Axis, rank = gather.Extents.Rank;
        DoubleTensor indices = new(gather.Extents, [.. gather.Indices.Select(index => (double)index)]);
        Shape result = new([.. from.Dimensions[..axis], .. gather.Extents.Dimensions, .. from.Dimensions[(axis + 1)..]]);
        return DoubleTensor.Make(result, at =>
        {
            int index = (int)indices[at.AsSpan(axis, rank)];
            return x[0][[.. at[..axis], index < 0 ? index + from[axis] : index, .. at[(axis + rank)..]]];
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    public void Indices_outside_are_refused(int index) => Assert.Equal(
        $"Gather: index {index} is outside the 3 elements of axis 1 of 2x3.",
        Assert.Throws<ArgumentException>(() => new Gather([0, index], new Shape(2), 1).Infer([new Shape(2, 3)])).Message);

    [Fact]
    public void A_million_slices_of_a_million_elements_are_refused() => Assert.Throws<ResourceLimitException>(() =>
        new Gather([.. new int[1_000_000]], new Shape(1_000_000)).Infer([new Shape(1, 1_000_000)]));

    [Fact]
    public void A_gather_of_channels_is_pointwise_and_one_of_rows_or_columns_is_not()
    {
        Shape map = new(1, 2, 3, 4);
        Assert.Equal((ReceptiveFieldAxis.One, ReceptiveFieldAxis.One), new Gather([1, 0], new Shape(2), 1).ReceptiveFieldOver(map));
        Assert.Equal((ReceptiveFieldAxis.All(3), ReceptiveFieldAxis.All(4)), new Gather([1, 0], new Shape(2), 2).ReceptiveFieldOver(map));
    }
}
