using NetInsight.Execution.Planning;
using NetInsight.Execution.Planning.Fusion;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>A model's share of a device, on which the plans of its graphs are made and run: memory and packed weights.</summary>
internal abstract class Runner : IDisposable
{
    /// <summary>The weights packed for the device so far, for all graphs of the model.</summary>
    public ConstantPacks Packs { get; } = new();

    /// <summary>The memory of batches that several calls hold at once.</summary>
    public BatchBudget Batches { get; } = new();

    /// <summary>What operators are packed for.</summary>
    public abstract Backend Backend(CancellationToken cancellation);

    /// <summary>Runs a plan that was made for the backend.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The graph's inputs, NCHW.</param>
    /// <param name="observe">
    /// Called with a hooked value and its elements, NCHW; a tensor that comes back replaces them, null leaves them.
    /// </param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>; means nothing on a GPU.</param>
    /// <param name="cancellation">Stops the run between steps.</param>
    /// <returns>The requested values, NCHW, in memory of their own.</returns>
    public abstract Dictionary<int, Tensor> Run(
        Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation);

    /// <summary>How many runs side by side pay off; 0 where a batch is best run whole.</summary>
    public virtual int ParallelRuns => 0;

    /// <summary>Runs the slices of a batch side by side.</summary>
    /// <param name="plans">The plan of each slice.</param>
    /// <param name="slices">The inputs of each slice.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>.</param>
    /// <param name="cancellation">Stops the runs between steps.</param>
    /// <returns>For each slice its requested values.</returns>
    public virtual Dictionary<int, Tensor>[] RunSlices(
        Plan[] plans, Tensor[][] slices, bool batchInvariant, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>The number of buffers that runs hold; 0 when none is under way.</summary>
    public abstract int RentedBuffers { get; }

    /// <summary>Keeps the runner's memory until what comes back is disposed, also if the runner itself is disposed meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The runner is disposed.</exception>
    public abstract IDisposable? Enter();

    /// <summary>Frees what later runs can make again: memory of feature maps, and on the CPU packed weights.</summary>
    public abstract void Trim();

    /// <summary>Frees memory outside the process, once the runs under way have ended.</summary>
    public abstract void Dispose();
}
