using CsCheck;

namespace NetInsight.Tests.Kernels.Tensors;

public sealed class ShapeTests
{
    private static readonly Gen<int> Extents = Gen.OneOf(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Int[40_000, 50_000]);

    [Fact]
    public void The_count_is_the_product_or_a_resource_limit() => Extents.Array[0, 6].Sample(
        dimensions =>
        {
            Int128 product = dimensions.Contains(0)
                ? 0
                : dimensions.Aggregate((Int128)1, (count, extent) => count > Array.MaxLength ? count : count * extent);
            if (product > Array.MaxLength)
                Assert.Throws<ResourceLimitException>(() => new Shape(dimensions));
            else
                Assert.Equal((int)product, new Shape(dimensions).Count);
        },
        iter: 5_000,
        threads: 1);

    [Fact]
    public void The_message_of_a_shape_too_large_names_it_and_the_limit() =>
        Assert.Equal(
            "A tensor of shape 65536x65536 has more than 2,147,483,591 elements.",
            Assert.Throws<ResourceLimitException>(() => new Shape(65536, 65536)).Message);

    [Fact]
    public void A_negative_dimension_is_refused() =>
        Assert.Equal("dimensions", Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, -1)).ParamName);

    [Fact]
    public void The_default_is_a_scalar_with_one_element()
    {
        Shape scalar = default;
        Assert.Equal((0, 1, "scalar"), (scalar.Rank, scalar.Count, scalar.ToString()));
        Assert.Equal(scalar, new Shape());
        Assert.Equal(scalar.GetHashCode(), new Shape().GetHashCode());
        Assert.Equal(0, scalar.Dimensions.Length);
    }

    [Fact]
    public void Dimensions_are_reached_from_both_ends()
    {
        Shape shape = new(2, 3, 4);
        Assert.Equal((2, 3, 4, 4, 3, 2), (shape[0], shape[1], shape[2], shape[-1], shape[-2], shape[-3]));
        Assert.Contains("2x3x4", Assert.Throws<ArgumentOutOfRangeException>(() => shape[3]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => shape[-4]);
    }

    [Fact]
    public void Shapes_are_equal_when_their_dimensions_are() => Gen.Select(Gen.Int[0, 2].Array[0, 4], Gen.Int[0, 2].Array[0, 4]).Sample(
        (left, right) =>
        {
            Shape a = new(left), b = new(right);
            bool areEqual = left.SequenceEqual(right);
            Assert.Equal(areEqual, a == b);
            Assert.Equal(areEqual, a.Equals((object)b));
            Assert.Equal(!areEqual, a != b);
            Assert.True(!areEqual || a.GetHashCode() == b.GetHashCode());
            Assert.Equal(string.Join('x', left), left.Length == 0 ? "" : a.ToString());
        },
        iter: 1_000,
        threads: 1);

    [Fact]
    public void A_shape_keeps_its_dimensions_when_the_array_changes()
    {
        int[] dimensions = [2, 3];
        Shape shape = new(dimensions);
        dimensions[0] = 9;
        Assert.Equal(new Shape(2, 3), shape);
    }
}
