using CsCheck;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Tests.Kernels.Tensors;

public sealed class ArenaTests
{
    [Fact]
    public void A_returned_buffer_is_reused_for_the_next_of_about_its_size()
    {
        Arena arena = new();
        Tensor first = arena.Rent(new Shape(1, 1000, 10));
        arena.Return(first);
        Tensor again = arena.Rent(new Shape(9_990));
        Assert.Same(first.Array, again.Array);
        Assert.Equal(new Shape(9_990), again.Shape);
    }

    [Fact]
    public void Two_rented_buffers_are_distinct()
    {
        Arena arena = new();
        Tensor a = arena.Rent(new Shape(100)), b = arena.Rent(new Shape(100));
        a.AsSpan().Fill(1);
        b.AsSpan().Fill(2);
        Assert.NotSame(a.Array, b.Array);
        Assert.All(a.AsSpan().ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void The_number_of_rented_buffers_is_counted()
    {
        Arena arena = new();
        Tensor first = arena.Rent(new Shape(5)), second = arena.Rent(new Shape(5_000));
        Assert.Equal(2, arena.Rented);
        arena.Return(first);
        arena.Return(second);
        Assert.Equal(0, arena.Rented);
    }

    [Fact]
    public void A_capacity_holds_the_count_and_wastes_at_most_an_eighth() =>
        Gen.OneOf(Gen.Int[1025, 100_000], Gen.Int[1025, Array.MaxLength], Gen.Int[Array.MaxLength - 100, Array.MaxLength]).Sample(
            count => Assert.InRange(Arena.Capacity(count), count, Math.Min(count + count / 8L + 1, Array.MaxLength)),
            iter: 20_000,
            threads: 1);

    [Fact]
    public void Small_tensors_share_one_size_and_rented_memory_is_aligned()
    {
        Assert.All(Enumerable.Range(0, 1025), count => Assert.Equal(1024, Arena.Capacity(count)));
        Assert.Equal(0, AddressOf(new Arena().Rent(new Shape(3, 7))) % 64);
    }

    private static unsafe nint AddressOf(Tensor tensor)
    {
        fixed (float* first = tensor.AsSpan())
            return (nint)first;
    }
}
