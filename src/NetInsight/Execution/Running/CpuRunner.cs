using NetInsight.Execution.Incremental;
using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Runs plans on the processor.</summary>
internal sealed class CpuRunner(int threads, Precision precision) : Runner
{
    private readonly Arena _arena = new();

    /// <inheritdoc/>
    public override int RentedBuffers => _arena.Rented;

    /// <inheritdoc/>
    public override Backend Backend(CancellationToken cancellation) => new CpuDevice(threads, precision, cancellation);

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> Run(Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation) =>
        Executor.Run(plan, new CpuDevice(threads, precision, cancellation) { IsBatchInvariant = batchInvariant }, _arena, inputs, observe);

    /// <inheritdoc/>
    public override IncrementalRun Incremental(Plan plan, Tensor input, Tensor hidden, float tolerance, CancellationToken cancellation) =>
        new IncrementalRunOn<Tensor>(plan, new CpuIncrementalBackend(new CpuDevice(threads, precision, cancellation)), input, hidden, tolerance);

    /// <inheritdoc/>
    public override int ParallelRuns => threads;

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> RunSlices(Plan[] plans, Tensor[] pieces, bool batchInvariant, CancellationToken cancellation)
    {
        Dictionary<int, Tensor>[] results = new Dictionary<int, Tensor>[pieces.Length];
        int inner = Math.Max(threads / pieces.Length, 1);
        new CpuDevice(threads, precision, cancellation).For(pieces.Length, int.MaxValue, piece =>
            results[piece] = Executor.Run(plans[piece], new CpuDevice(inner, precision, cancellation) { IsBatchInvariant = batchInvariant }, _arena, [pieces[piece]]));
        return results[0].Keys.ToDictionary(value => value, value => BatchSlices.Join([.. results.Select(result => result[value])]));
    }

    /// <inheritdoc/>
    public override IDisposable? Enter() => null;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // All memory is managed.
    }
}
