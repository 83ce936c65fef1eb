using NetInsight.Execution.Running;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Tests.Execution;

public sealed class SlabArenaTests
{
    private const int Megafloat = 1 << 20;

    private readonly ManualTime _time = new();
    private readonly SlabArena _arena;

    public SlabArenaTests() => _arena = new SlabArena(_time);

    [Fact]
    public void Runs_one_after_the_other_share_the_block_of_the_largest()
    {
        foreach (int size in (int[])[5, 9, 3, 40, 17, 39, 1])
            Run(size);
        Assert.Equal(Bytes(40), _arena.Bytes);
        float[] first = _arena.Rent(40 * Megafloat);
        _arena.Return(first, 40 * Megafloat);
        float[] again = _arena.Rent(2 * Megafloat);
        Assert.Same(first, again);
        _arena.Return(again, 2 * Megafloat);
    }

    [Fact]
    public void Runs_side_by_side_have_blocks_of_their_own_and_all_are_kept_for_the_next()
    {
        float[] a = _arena.Rent(8 * Megafloat), b = _arena.Rent(6 * Megafloat);
        Assert.NotSame(a, b);
        Assert.Equal(2, _arena.Rented);
        _arena.Return(a, 8 * Megafloat);
        _arena.Return(b, 6 * Megafloat);
        Assert.Equal(0, _arena.Rented);
        Assert.Equal(Bytes(8) + Bytes(6), _arena.Bytes);
        Assert.Same(b, _arena.Rent(6 * Megafloat));             // the smallest that is large enough
        Assert.Same(a, _arena.Rent(6 * Megafloat));
    }

    [Fact]
    public void What_only_a_run_of_long_ago_needed_is_dropped()
    {
        Run(40);
        _time.Pass(SlabArena.Recent);
        Run(8);
        Assert.Equal(Bytes(40), _arena.Bytes);
        for (int period = 0; period < 2; period++)
        {
            _time.Pass(SlabArena.Recent);
            Run(8);
        }

        Run(8);
        Assert.Equal(Bytes(8), _arena.Bytes);
    }

    [Fact]
    public void Without_a_run_nothing_is_kept_after_a_while()
    {
        Run(8);
        _time.Pass(SlabArena.Idle / 2);
        Run(8);
        _time.Pass(SlabArena.Idle * 0.9);
        Assert.Equal(Bytes(8), _arena.Bytes);
        _time.Pass(SlabArena.Idle * 0.2);
        Assert.Equal(0, _arena.Bytes);
        Run(8);                                                 // and goes on
        _time.Pass(SlabArena.Idle * 1.1);
        Assert.Equal(0, _arena.Bytes);
    }

    [Fact]
    public void A_run_that_goes_on_keeps_its_block()
    {
        Run(8);
        float[] block = _arena.Rent(8 * Megafloat);
        _time.Pass(3 * SlabArena.Idle);
        Assert.Equal(Bytes(8), _arena.Bytes);
        _arena.Trim();
        Assert.Equal(Bytes(8), _arena.Bytes);
        _arena.Return(block, 8 * Megafloat);
        Assert.Equal(Bytes(8), _arena.Bytes);
        _arena.Trim();
        Assert.Equal(0, _arena.Bytes);
    }

    [Fact]
    public async Task Many_threads_never_hold_one_block_together()
    {
        SlabArena arena = new();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(thread => Task.Run(
            () =>
            {
                for (int run = 0; run < 2000; run++)
                {
                    int count = 1000 * ((7 * thread + run) % 50 + 1);
                    float[] block = arena.Rent(count);
                    Assert.True(AlignedMemory.CapacityOf(block) >= count);
                    block.AsSpan(0, count).Fill(thread);
                    Assert.Equal(-1, block.AsSpan(0, count).IndexOfAnyExcept(thread));
                    arena.Return(block, count);
                    if (run % 100 == 0)
                        arena.Trim();
                }
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal(0, arena.Rented);
        Assert.InRange(arena.Bytes, 0, SlabArena.Least * sizeof(float));
    }

    private static long Bytes(int megafloats) => (long)Arena.Capacity(megafloats * Megafloat) * sizeof(float);

    private void Run(int megafloats) => _arena.Return(_arena.Rent(megafloats * Megafloat), megafloats * Megafloat);
}
