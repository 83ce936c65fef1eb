using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Runs on a GPU: steps are queued one after the other, and only what is requested or hooked comes back to the host.</summary>
/// <param name="device">The model's share of the GPU.</param>
/// <param name="constantsOf">The constants of a plan there.</param>
/// <param name="cancellation">Stops the run between steps.</param>
internal sealed class GpuRunBackend(GpuDevice device, Func<Plan, PlanConstants> constantsOf, CancellationToken cancellation)
    : RunBackend<GpuTensor>
{
    private readonly GpuThrottle _throttle = new(device, cancellation);

    /// <inheritdoc/>
    public override void PlaceConstants(Plan plan, GpuTensor?[] slots) => constantsOf(plan).CopyTo(slots);

    /// <inheritdoc/>
    public override GpuTensor Rent(Shape shape) => device.Rent(shape);

    /// <inheritdoc/>
    public override void Return(GpuTensor tensor) => device.Return(tensor);

    /// <inheritdoc/>
    public override GpuTensor? Share(Tensor values) => null;

    /// <inheritdoc/>
    public override void Store(Tensor values, GpuTensor target) => device.Write(target, values.AsMemory());

    /// <inheritdoc/>
    public override void StoreAsNhwc(Tensor values, GpuTensor target)
    {
        GpuTensor sent = device.Rent(values.Shape);
        try
        {
            device.Write(sent, values.AsMemory());
            device.Forward(Transpose.ToNhwc(values.Shape.Rank), [sent], target);
        }
        finally
        {
            device.Return(sent);
        }
    }

    /// <inheritdoc/>
    public override Tensor Fetch(GpuTensor tensor) => device.Read(tensor);

    /// <inheritdoc/>
    public override Tensor FetchAsNchw(GpuTensor tensor)
    {
        Transpose transpose = Transpose.ToNchw(tensor.Shape.Rank);
        GpuTensor result = device.Rent(transpose.Infer([tensor.Shape]));
        try
        {
            device.Forward(transpose, [tensor], result);
            return device.Read(result);
        }
        finally
        {
            device.Return(result);
        }
    }

    /// <inheritdoc/>
    public override void Forward(Operator op, GpuTensor[] inputs, GpuTensor result) => _throttle.Forward(op, inputs, result);

    /// <summary>Counts elements that were queued for copying otherwise, for the throttle.</summary>
    public void Count(long elements) => _throttle.Count(elements);
}
