using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>Numbers that go to a card and come back, by way of page-locked blocks.</summary>
public sealed class GpuQueueTests
{
    public static TheoryData<string> Kinds => Cards.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numbers_of_any_count_come_back_as_they_went(string kind)
    {
        using GpuDevice device = new(Cards.Require(kind), new CpuDevice(1));
        foreach (int count in new[] { 1, 2, 1000, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 5_000_003 })
        {
            Tensor sent = Counting(count, count);
            GpuTensor there = device.Rent(sent.Shape);
            device.Write(there, sent.AsSpan());
            Assert.Equal(sent.AsSpan(), device.Read(there).AsSpan());
            device.Return(there);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Many_small_writes_are_queued_one_behind_the_other(string kind)
    {
        using GpuDevice device = new(Cards.Require(kind), new CpuDevice(1));
        GpuTensor[] there = [.. Enumerable.Range(0, 400).Select(_ => device.Rent(new Shape(20_000)))];
        for (int index = 0; index < there.Length; index++)
        {
            Tensor values = Counting(20_000, index);
            device.Write(there[index], values.AsSpan());
            values.AsSpan().Clear();                            // what was handed over may change at once
        }

        for (int index = 0; index < there.Length; index += 37)
            Assert.Equal(Counting(20_000, index).AsSpan(), device.Read(there[index]).AsSpan());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Models_and_threads_do_not_meet(string kind)
    {
        GpuContext card = Cards.Require(kind);
        using GpuDevice first = new(card, new CpuDevice(1)), second = new(card, new CpuDevice(1));
        Parallel.For(0, 8, index =>
        {
            GpuDevice device = index % 2 == 0 ? first : second;
            for (int round = 0; round < 20; round++)
            {
                Tensor sent = Counting(1 + 397 * (index + round) % 3000, 100 * index + round), twice = Tensor.Uninitialized(sent.Shape);
                GpuTensor there = device.Rent(sent.Shape), sum = device.Rent(sent.Shape);
                device.Write(there, sent.AsSpan());
                device.Forward(new Arithmetic<Add>(), [there, there], sum);
                for (int i = 0; i < sent.Count; i++)
                    twice.AsSpan()[i] = 2 * sent.AsSpan()[i];
                Assert.Equal(twice.AsSpan(), device.Read(sum).AsSpan());
                device.Return(there);
                device.Return(sum);
            }
        });
        Assert.Equal((0, 0), (first.Rented, second.Rented));
    }

    private static Tensor Counting(int count, int from)
    {
        Tensor result = Tensor.Uninitialized(new Shape(count));
        for (int i = 0; i < count; i++)
            result.AsSpan()[i] = (from + i) % 10_007;
        return result;
    }
}
