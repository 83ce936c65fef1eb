using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>Values that are written to a GPU and read back, through page-locked blocks.</summary>
public sealed class GpuQueueTests
{
    public static TheoryData<string> Kinds => Gpus.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_number_of_values_is_read_as_it_was_written(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        foreach (int count in new[] { 1, 2, 1000, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 5_000_003 })
        {
            Tensor written = Counting(count, count);
            GpuTensor there = device.Rent(written.Shape);
            device.Write(there, written.AsSpan());
            Assert.Equal(written.AsSpan(), device.Read(there).AsSpan());
            Tensor other = Counting(count, count + 1);
            device.Write(there, other.AsMemory());                  // on several threads
            Tensor expected = Counting(count, count + 1);
            other.AsSpan().Clear();                                 // written values may change at once
            Assert.Equal(expected.AsSpan(), device.Read(there).AsSpan());
            device.Return(there);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Many_small_writes_are_done_in_order(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        GpuTensor[] there = [.. Enumerable.Range(0, 400).Select(_ => device.Rent(new Shape(20_000)))];
        for (int index = 0; index < there.Length; index++)
        {
            Tensor values = Counting(20_000, index);
            device.Write(there[index], values.AsSpan());
            values.AsSpan().Clear();                            // written values may change at once
        }

        for (int index = 0; index < there.Length; index += 37)
            Assert.Equal(Counting(20_000, index).AsSpan(), device.Read(there[index]).AsSpan());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Models_and_threads_do_not_interfere(string kind)
    {
        GpuContext context = Gpus.Require(kind);
        using GpuDevice first = new(context, new CpuDevice(1)), second = new(context, new CpuDevice(1));
        Parallel.For(0, 8, index =>
        {
            GpuDevice device = index % 2 == 0 ? first : second;
            for (int round = 0; round < 20; round++)
            {
                Tensor written = Counting(1 + 397 * (index + round) % 3000, 100 * index + round);
                Tensor twice = Tensor.Uninitialized(written.Shape);
                GpuTensor there = device.Rent(written.Shape), sum = device.Rent(written.Shape);
                device.Write(there, written.AsSpan());
                device.Forward(new Arithmetic<Add>(), [there, there], sum);
                for (int i = 0; i < written.Count; i++)
                    twice.AsSpan()[i] = 2 * written.AsSpan()[i];
                Assert.Equal(twice.AsSpan(), device.Read(sum).AsSpan());
                device.Return(there);
                device.Return(sum);
            }
        });
        Assert.Equal((0, 0), (first.Rented, second.Rented));
    }

    /// <summary>Six transfers of five blocks each need more page-locked blocks than there are for writing.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Large_transfers_of_several_threads_do_not_interfere(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        Parallel.For(0, 6, index =>
        {
            GpuTensor there = device.Rent(new Shape(1_300_001));
            for (int round = 0; round < 2; round++)
            {
                Tensor written = Counting(there.Count, 100 * index + round);
                device.Write(there, written.AsMemory());
                Assert.Equal(written.AsSpan(), device.Read(there).AsSpan());
            }

            device.Return(there);
        });
        Assert.Equal(0, device.Rented);
    }

    private static Tensor Counting(int count, int from)
    {
        Tensor result = Tensor.Uninitialized(new Shape(count));
        for (int i = 0; i < count; i++)
            result.AsSpan()[i] = (from + i) % 10_007;
        return result;
    }
}
