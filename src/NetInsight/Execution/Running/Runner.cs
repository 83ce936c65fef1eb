using NetInsight.Execution.Incremental;
using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Where an engine's plans are made and run: the processor, or a graphics card.</summary>
internal abstract class Runner : IDisposable
{
    /// <summary>What operators are made ready for.</summary>
    public abstract Backend Backend(CancellationToken cancellation);

    /// <summary>Runs a plan that was made for the backend.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The graph's inputs, plain.</param>
    /// <param name="observe">Called with a hooked value and its plain tensor; what comes back takes its place, null leaves it.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>; means nothing on a card.</param>
    /// <param name="cancellation">Stops the run between pieces of work.</param>
    /// <returns>The wanted values, plain, in memory of their own.</returns>
    public abstract Dictionary<int, Tensor> Run(Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation);

    /// <summary>A picture of which rectangles will be replaced.</summary>
    /// <param name="plan">The plan for the picture.</param>
    /// <param name="input">The picture, plain, a batch of one.</param>
    /// <param name="hidden">What replaces rectangles of it.</param>
    /// <param name="tolerance">Changes of a map below this share of its largest magnitude are not followed further.</param>
    /// <param name="cancellation">Stops this run and all that follow between pieces of work.</param>
    public abstract IncrementalRun Incremental(Plan plan, Tensor input, Tensor hidden, float tolerance, CancellationToken cancellation);

    /// <summary>How many plans can run side by side to advantage; 0 where a batch is best run whole.</summary>
    public virtual int ParallelRuns => 0;

    /// <summary>Runs the pieces of a batch side by side and puts their results together.</summary>
    /// <param name="plans">The plan of each piece.</param>
    /// <param name="pieces">The pieces.</param>
    /// <param name="batchInvariant">See <see cref="CpuDevice.IsBatchInvariant"/>.</param>
    /// <param name="cancellation">Stops the runs between pieces of work.</param>
    public virtual Dictionary<int, Tensor> RunSlices(Plan[] plans, Tensor[] pieces, bool batchInvariant, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The number of maps whose memory runs now hold; 0 when none is under way.</summary>
    public abstract int RentedBuffers { get; }

    /// <summary>Keeps the runner's memory until what comes back is disposed, also if the runner itself is disposed meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The runner is disposed.</exception>
    public abstract IDisposable? Enter();

    /// <summary>Lets go of memory outside the process, once the runs under way have ended.</summary>
    public abstract void Dispose();
}
