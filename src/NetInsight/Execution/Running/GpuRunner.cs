using System.Runtime.CompilerServices;
using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Runs plans on a GPU, on which it holds the weights of one model.</summary>
internal sealed class GpuRunner(GpuDevice device) : Runner
{
    /// <summary>What users know as the owner of a runner, for messages.</summary>
    private const string Owner = "NetInsight.Model";

    private readonly ConditionalWeakTable<Plan, PlanConstants> _constants = [];

    /// <inheritdoc/>
    public override int RentedBuffers => device.Rented - _constants.Sum(entry => entry.Value.Count);

    /// <summary>Bytes held on the GPU.</summary>
    public long Bytes => device.Bytes;

    /// <summary>The model's share of the GPU.</summary>
    public GpuDevice Device => device;

    /// <inheritdoc/>
    public override Backend Backend(CancellationToken cancellation) => device;

    /// <summary>The GPU as one run uses it.</summary>
    public GpuRunBackend RunBackend(CancellationToken cancellation) =>
        new(device, plan => _constants.GetValue(plan, key => new PlanConstants(device, key)), cancellation);

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> Run(
        Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation)
    {
        GpuRunBackend backend = RunBackend(cancellation);
        using RentedMemory<GpuTensor> memory = new(backend, plan.Slots.Length);
        return new PlanRun<GpuTensor>(plan, backend, memory, observe).Run(inputs);
    }

    /// <inheritdoc/>
    public override IDisposable? Enter() => device.TryEnter() ? device : throw new ObjectDisposedException(Owner);

    /// <inheritdoc/>
    /// <remarks>Packed weights stay: they are freed with the model.</remarks>
    public override void Trim()
    {
        using IDisposable? entered = Enter();
        device.Trim();
    }

    /// <inheritdoc/>
    public override void Dispose() => device.Dispose();
}
