namespace NetInsight.Tests.Kernels.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void A_new_tensor_is_zero_everywhere()
    {
        Tensor tensor = new(new Shape(3, 5));
        Assert.Equal(new float[15], tensor.AsSpan());
        Assert.Equal(15, tensor.Count);
    }

    [Fact]
    public void Values_are_copied_and_must_be_as_many_as_elements()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        Tensor tensor = new(new Shape(2, 3), values);
        values[0] = 9;
        Assert.Equal([1f, 2, 3, 4, 5, 6], tensor.AsSpan());
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Tensor(new Shape(2, 3), [1f]));
        Assert.Equal("A tensor of shape 2x3 has 6 elements, but 1 values are given. (Parameter 'values')", e.Message);
    }

    [Fact]
    public void An_index_reaches_elements_row_by_row_and_is_checked()
    {
        Tensor tensor = new(new Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        tensor[1, 2] = 60;
        Assert.Equal((1, 3, 4, 60), (tensor[0, 0], tensor[0, 2], tensor[1, 0], tensor.AsSpan()[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor[0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor[-1, 0]);
        Assert.Throws<ArgumentException>(() => tensor[1]);
    }

    [Fact]
    public void A_reshaped_tensor_shares_memory_and_a_clone_does_not()
    {
        Tensor tensor = new(new Shape(2, 3), [1, 2, 3, 4, 5, 6]), column = tensor.Reshape(new Shape(6, 1)), clone = tensor.Clone();
        column[5, 0] = 60;
        Assert.Equal((60, 6), (tensor[1, 2], clone[1, 2]));
        Assert.Equal(
            "A tensor of shape 2x3 cannot be seen as 4: 6 elements are not 4. (Parameter 'shape')",
            Assert.Throws<ArgumentException>(() => tensor.Reshape(new Shape(4))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(2, 3)]
    [InlineData(2, 0, 3)]
    [InlineData(2, 3, 4, 5)]
    public void A_tensor_span_has_the_shape_and_the_memory(params int[] dimensions)
    {
        Tensor tensor = Inputs.Exact(new Shape(dimensions), 3);
        System.Numerics.Tensors.TensorSpan<float> span = tensor.AsTensorSpan();
        Assert.Equal(dimensions.Length, span.Rank);
        Assert.Equal(tensor.Count, span.FlattenedLength);
        Assert.Equal(dimensions.Select(extent => (nint)extent), span.Lengths.ToArray());
        float[] copy = new float[tensor.Count];
        span.FlattenTo(copy);
        Assert.Equal(tensor.AsSpan(), copy.AsSpan());
        span.Fill(7);
        Assert.All(tensor.AsSpan().ToArray(), value => Assert.Equal(7, value));
    }

    /// <summary>A span of System.Numerics.Tensors without dimensions is empty.</summary>
    [Fact]
    public void A_scalar_is_a_tensor_span_of_one_element()
    {
        Tensor scalar = new(default, [5]);
        System.Numerics.Tensors.TensorSpan<float> span = scalar.AsTensorSpan();
        Assert.Equal((1, 1), (span.Rank, span.FlattenedLength));
        span[0] = 6;
        Assert.Equal(6, scalar[[]]);
    }

    [Fact]
    public unsafe void Memory_begins_at_a_boundary_of_64_bytes()
    {
        foreach (int count in new[] { 1, 3, 17, 1000, 100_000 })
        {
            fixed (float* first = new Tensor(new Shape(count)).AsSpan())
                Assert.Equal(0, (nint)first % 64);
        }
    }

    [Fact]
    public void The_text_shows_shape_and_first_elements()
    {
        Assert.Equal("2x1: [0.5, -1]", new Tensor(new Shape(2, 1), [0.5f, -1]).ToString());
        Assert.Equal("7: [0, 0, 0, 0, 0, 0, ...]", new Tensor(new Shape(7)).ToString());
    }
}
