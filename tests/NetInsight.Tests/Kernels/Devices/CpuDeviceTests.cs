using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Tests.Kernels.Devices;

public sealed class CpuDeviceTests
{
    private static readonly Gen<int> Works = Gen.OneOf(Gen.Int[0, 100], Gen.Int[0, int.MaxValue]);

    [Fact]
    public void Every_index_is_done_once() => Gen.Select(Gen.Int[0, 3_000], Works, Gen.Int[1, 4]).Sample(
        (count, work, threads) =>
        {
            int[] one = new int[count], ranged = new int[count];
            CpuDevice device = new(threads);
            device.For(count, work, index => Interlocked.Increment(ref one[index]));
            device.ForRanges(count, work, (start, end) =>
            {
                for (int index = start; index < end; index++)
                    Interlocked.Increment(ref ranged[index]);
            });
            Assert.All(one, times => Assert.Equal(1, times));
            Assert.All(ranged, times => Assert.Equal(1, times));
        },
        iter: 100,
        threads: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cancelled_loop_begins_no_further_index(int threads)
    {
        using CancellationTokenSource source = new();
        CpuDevice device = new(threads, cancellation: source.Token);
        int begun = 0, late = 0;
        bool isCancelled = false;
        Assert.ThrowsAny<OperationCanceledException>(() => device.For(10_000_000, 1_000, _ =>
        {
            if (Volatile.Read(ref isCancelled))
                Interlocked.Increment(ref late);
            if (Interlocked.Increment(ref begun) == 5)
            {
                source.Cancel();
                Volatile.Write(ref isCancelled, true);
            }
        }));
        Assert.InRange(begun, 5, 9_999_999);
        Assert.InRange(late, 0, threads - 1);               // the other threads may just have read the token
    }

    [Fact]
    public void A_cancelled_device_begins_no_operator()
    {
        Tensor x = new(new Shape(1)), y = new(new Shape(1));
        y.AsSpan()[0] = 7;
        CpuDevice device = new(1, cancellation: new CancellationToken(true));
        Assert.Throws<OperationCanceledException>(() => device.Forward(new Activation<Relu>(), [x], y));
        Assert.Equal(7, y[0]);
    }
}
