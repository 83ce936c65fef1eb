using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Runs plans on the CPU.</summary>
internal sealed class CpuRunner(int threads, Precision precision) : Runner
{
    private readonly SlabArena _arena = new();

    /// <inheritdoc/>
    public override int RentedBuffers => _arena.Rented;

    /// <summary>Bytes of feature maps that are held, by runs or for later ones.</summary>
    public long Bytes => _arena.Bytes;

    /// <summary>The CPU as one run uses it.</summary>
    public CpuDevice Device(CancellationToken cancellation) => new(threads, precision, cancellation);

    /// <inheritdoc/>
    public override Backend Backend(CancellationToken cancellation) => Device(cancellation);

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> Run(
        Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation) =>
        Run(
            plan,
            inputs,
            observe,
            new CpuDevice(threads, precision, cancellation) { IsBatchInvariant = batchInvariant },
            0,
            cancellation);

    /// <inheritdoc/>
    public override int ParallelRuns => threads;

    /// <inheritdoc/>
    public override Dictionary<int, Tensor>[] RunSlices(
        Plan[] plans, Tensor[][] slices, bool batchInvariant, CancellationToken cancellation)
    {
        Dictionary<int, Tensor>[] results = new Dictionary<int, Tensor>[slices.Length];
        int inner = Math.Max(threads / slices.Length, 1);
        int least = plans.Distinct().Max(plan => plan.Memory(cancellation).Slabs is [int only] ? only : 0);
        Device(cancellation).For(slices.Length, int.MaxValue, slice => results[slice] =
            Run(
                plans[slice],
                slices[slice],
                null,
                new CpuDevice(inner, precision, cancellation) { IsBatchInvariant = batchInvariant },
                least,
                cancellation));
        return results;
    }

    /// <inheritdoc/>
    public override IDisposable? Enter() => null;

    /// <inheritdoc/>
    public override void Trim()
    {
        _arena.Trim();
        Packs.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose() => Trim();

    private Dictionary<int, Tensor> Run(
        Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, CpuDevice device, int least, CancellationToken cancellation)
    {
        using SlabMemory memory = new(plan.Memory(cancellation), _arena, least);
        return new PlanRun<Tensor>(plan, new CpuRunBackend(device), memory, observe).Run(inputs);
    }
}
