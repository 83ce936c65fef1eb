using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Runs on the CPU, which reads the host's tensors where they lie.</summary>
/// <param name="device">The CPU, with the run's threads and cancellation.</param>
/// <param name="arena">Memory for feature maps that are rented one by one; null where a plan has laid out all of them.</param>
internal sealed class CpuRunBackend(CpuDevice device, Arena? arena = null) : RunBackend<Tensor>
{
    /// <inheritdoc/>
    public override void PlaceConstants(Plan plan, Tensor?[] slots)
    {
        for (int slot = 0; slot < slots.Length; slot++)
            slots[slot] = plan.Slots[slot].Constant;
    }

    /// <inheritdoc/>
    public override Tensor Rent(Shape shape) => arena!.Rent(shape);

    /// <inheritdoc/>
    public override void Return(Tensor tensor) => arena!.Return(tensor);

    /// <inheritdoc/>
    public override Tensor Share(Tensor values) => values;

    /// <inheritdoc/>
    public override void Store(Tensor values, Tensor target) => values.AsSpan().CopyTo(target.AsSpan());

    /// <inheritdoc/>
    public override void StoreAsNhwc(Tensor values, Tensor target) => device.Forward(Transpose.ToNhwc(values.Shape.Rank), [values], target);

    /// <inheritdoc/>
    public override Tensor Fetch(Tensor tensor) => tensor.Clone();

    /// <inheritdoc/>
    public override Tensor FetchAsNchw(Tensor tensor)
    {
        Transpose transpose = Transpose.ToNchw(tensor.Shape.Rank);
        Tensor result = Tensor.Uninitialized(transpose.Infer([tensor.Shape]));
        device.Forward(transpose, [tensor], result);
        return result;
    }

    /// <inheritdoc/>
    public override void Forward(Operator op, Tensor[] inputs, Tensor result) => device.Forward(op, inputs, result);
}
