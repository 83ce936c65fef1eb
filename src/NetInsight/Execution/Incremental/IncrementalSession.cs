using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// Runs a network on one image with many regions of it replaced by a baseline, computing only what each region changes. Exact: every
/// position that may differ from the original run is computed from the positions that it sees (Nakandala et al. 2019, Incremental and
/// approximate inference for faster occlusion-based deep CNN explanations, SIGMOD), here with dirty regions clipped for each replaced
/// region and of any size in one batch.
/// </summary>
/// <remarks>
/// <code>
///   replaced region -> dirty region -> dirty region -> ... -> nearly all dirty: whole maps -> result
///              |  elements of all dirty regions of a batch, one after the other
///   original maps, of the unchanged image, beyond them
/// </code>
/// </remarks>
internal abstract class IncrementalSession : IDisposable
{
    /// <summary>Runs the unchanged image as far as a value and keeps all maps.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="input">The image [1, C, H, W].</param>
    /// <param name="baseline">What replaces a region: the same positions of this, of the same shape.</param>
    /// <param name="value">The requested value.</param>
    /// <param name="tolerance">
    /// Changes of a map below this share of its largest magnitude are not followed further; 0 for exact runs.
    /// </param>
    /// <param name="cancellation">Stops this run and all that follow between steps.</param>
    public static IncrementalSession Open(
        Engine engine, Tensor input, Tensor baseline, int value, float tolerance, CancellationToken cancellation)
    {
        Plan plan = engine.PlanFor(input.Shape, value, cancellation);
        IncrementalInput changes = new(engine, plan, input, baseline, value, tolerance, cancellation);
        return engine.Runner is CpuRunner cpu
            ? new IncrementalSession<Tensor>(changes, new CpuIncrementalBackend(cpu.Device(cancellation)))
            : OpenOnGpu(changes, engine.Runner, cancellation);
    }

    /// <summary>The value for the unchanged image.</summary>
    public abstract Tensor Original { get; }

    /// <summary>As many replaced regions as keep a batch within so many bytes; at least one.</summary>
    /// <param name="replaced">The regions.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="requested">What the caller requests; null for what is best. A network made for one image takes one in any case.</param>
    public abstract int BatchFor(ReadOnlySpan<Region> replaced, long bytes, int? requested);

    /// <summary>
    /// The value for each replaced region, one after the other. Where other sessions on the model hold batches, this one may wait for
    /// their memory.
    /// </summary>
    /// <param name="replaced">The regions.</param>
    /// <param name="memoryBudget">The most bytes that the batches of all sessions hold at once; beyond it, one batch alone.</param>
    public abstract Tensor Run(ReadOnlySpan<Region> replaced, long memoryBudget = long.MaxValue);

    /// <summary>Frees the maps of the unchanged image.</summary>
    public abstract void Dispose();

    // A method of its own, so that the CPU's path loads no type of the GPU.
    private static IncrementalSession<GpuTensor> OpenOnGpu(IncrementalInput changes, Runner runner, CancellationToken cancellation)
    {
        GpuRunner gpu = (GpuRunner)runner;
        return new IncrementalSession<GpuTensor>(changes, new GpuIncrementalBackend(gpu.Device, gpu.RunBackend(cancellation), gpu.Enter()));
    }
}
