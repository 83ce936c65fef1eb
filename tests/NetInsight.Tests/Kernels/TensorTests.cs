using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class TensorTests
{
    [Fact]
    public void The_default_shape_is_a_scalar_of_one_element()
    {
        Shape scalar = default;
        Assert.Equal((0, 1, "scalar"), (scalar.Rank, scalar.Count, scalar.ToString()));
        Assert.Equal(new Shape(), scalar);
        Assert.Equal(new Shape().GetHashCode(), scalar.GetHashCode());
        Assert.Equal(new Shape(1, 1), scalar.Expand(2));
    }

    [Fact]
    public void A_shape_counts_its_elements() => Some.Shape(0, 5).Sample(
        shape =>
        {
            Assert.Equal(shape.Dimensions.ToArray().Aggregate(1, (product, extent) => product * extent), shape.Count);
            Assert.Equal(shape, new Shape(shape.Dimensions));
            Assert.True(shape == new Shape(shape.Dimensions) && !(shape != new Shape(shape.Dimensions)));
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                Assert.Equal(shape[axis], shape[axis - shape.Rank]);
                Assert.NotEqual(shape, shape.With(axis, shape[axis] + 1));
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Shapes_that_no_array_holds_are_refused()
    {
        Assert.Contains("65536x65536", Assert.Throws<ResourceLimitException>(() => new Shape(65536, 65536)).Message);
        Assert.Throws<ResourceLimitException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(3, -1));
        Assert.Equal(0, new Shape(65536, 65536, 0).Count);
        Assert.Equal(0, new Shape(0, int.MaxValue, int.MaxValue).Count);
    }

    [Fact]
    public void A_dimension_that_is_not_there_is_refused() =>
        Assert.Contains("2x3 has 2", Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[2]).Message);

    [Fact]
    public void A_tensor_takes_as_many_values_as_its_shape_has_elements()
    {
        Assert.Contains("2x2 has 4 elements, but 3", Assert.Throws<ArgumentException>(() => new Tensor(new Shape(2, 2), [1, 2, 3])).Message);
        Assert.Equal([0, 0, 0], new Tensor(new Shape(3)).AsSpan());
        Assert.Equal(7, new Tensor(new Shape(), [7])[[]]);
    }

    [Fact]
    public void Elements_lie_row_by_row() => Gen.Select(Some.Shape(0, 4), Gen.UInt).Sample(
        (shape, seed) =>
        {
            Tensor tensor = Sixtyfourths.Tensor(shape, seed);
            Assert.Equal(tensor.AsSpan().ToArray(), Slow.Places(shape).Select(place => tensor[place]));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void An_index_is_checked_in_every_dimension()
    {
        Tensor tensor = new(new Shape(2, 3));
        Assert.Throws<ArgumentException>(() => tensor[1]);
        Assert.Throws<ArgumentException>(() => tensor[1, 2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor[1, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor[-1, 0]);
    }

    [Fact]
    public void A_reshaped_tensor_shares_memory_and_a_clone_does_not()
    {
        Tensor tensor = new(new Shape(2, 3)), same = tensor.Reshape(new Shape(3, 2)), copy = tensor.Clone();
        same[2, 1] = 5;
        Assert.Equal(5, tensor[1, 2]);
        Assert.Equal(0, copy[1, 2]);
        Assert.Contains("6 elements are not 4", Assert.Throws<ArgumentException>(() => tensor.Reshape(new Shape(2, 2))).Message);
    }

    [Fact]
    public void The_span_of_several_dimensions_is_the_same_memory()
    {
        Tensor tensor = new(new Shape(2, 3));
        tensor.AsTensorSpan()[1, 0] = 4;
        Assert.Equal([0, 0, 0, 4, 0, 0], tensor.AsSpan());
    }

    [Fact]
    public unsafe void Memory_begins_on_a_cache_line() => Gen.Int[1, 3000].Sample(
        count =>
        {
            fixed (float* first = new Tensor(new Shape(count)).AsSpan(), rented = new Arena().Rent(new Shape(count), out _).AsSpan())
                Assert.Equal((0u, 0u), ((uint)((nuint)first % 64), (uint)((nuint)rented % 64)));
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void An_arena_hands_out_again_what_came_back_and_nothing_else()
    {
        Arena arena = new();
        _ = arena.Rent(new Shape(5000), out float[] first);
        _ = arena.Rent(new Shape(5000), out float[] second);
        Assert.NotSame(first, second);
        arena.Return(first);
        Assert.Equal(new Shape(4, 1249), arena.Rent(new Shape(4, 1249), out float[] again).Shape);
        Assert.Same(first, again);
        _ = arena.Rent(new Shape(5000), out float[] third);
        Assert.NotSame(second, third);
        Assert.NotSame(first, third);
    }
}
