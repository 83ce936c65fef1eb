using System.Runtime.CompilerServices;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Runs plans on a graphics card, on which it holds the weights of one model.</summary>
internal sealed class GpuRunner(GpuDevice device) : Runner
{
    private readonly ConditionalWeakTable<Plan, PlanConstants> _constants = [];

    /// <inheritdoc/>
    public override int RentedBuffers => device.Rented - _constants.Sum(entry => entry.Value.Count);

    /// <summary>Bytes held on the card.</summary>
    public long Bytes => device.Bytes;

    /// <inheritdoc/>
    public override Backend Backend(CancellationToken cancellation) => device;

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> Run(Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation) =>
        new GpuRun(plan, device, ConstantsOf(plan), observe, cancellation).Run(inputs);

    /// <inheritdoc/>
    public override IncrementalRun Incremental(Plan plan, Tensor input, Tensor hidden, float tolerance, CancellationToken cancellation) =>
        new IncrementalRunOn<GpuTensor>(plan, new GpuIncrementalBackend(device, ConstantsOf, Enter(), cancellation), input, hidden, tolerance);

    /// <inheritdoc/>
    public override IDisposable? Enter()
    {
        ObjectDisposedException.ThrowIf(!device.TryEnter(), typeof(Model));
        return device;
    }

    /// <inheritdoc/>
    public override void Dispose() => device.Dispose();

    private PlanConstants ConstantsOf(Plan plan) => _constants.GetValue(plan, key => new PlanConstants(device, key));
}
