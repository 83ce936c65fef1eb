using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Execution.Running;

/// <summary>One run of a plan on a graphics card: inputs go in, steps are queued one after the other, and only what is wanted or hooked comes out.</summary>
/// <param name="plan">The plan.</param>
/// <param name="device">The card.</param>
/// <param name="constants">The plan's constants there.</param>
/// <param name="observe">Called with a hooked value and its plain tensor; what comes back takes its place, null leaves it.</param>
/// <param name="cancellation">Stops the run between steps.</param>
internal sealed class GpuRun(Plan plan, GpuDevice device, PlanConstants constants, Func<int, Tensor, Tensor?>? observe, CancellationToken cancellation)
{
    private readonly GpuThrottle _pace = new(device, cancellation);
    private readonly GpuTensor?[] _tensors = new GpuTensor?[plan.Slots.Length];
    private readonly GpuTensor?[] _rented = new GpuTensor?[plan.Slots.Length];

    /// <summary>Runs the plan and returns the wanted values, plain, in memory of their own.</summary>
    public Dictionary<int, Tensor> Run(Tensor[] inputs)
    {
        try
        {
            for (int i = 0; i < inputs.Length; i++)
                device.Write(Rent(plan.Inputs[i], inputs[i].Shape), inputs[i].AsSpan());
            foreach (Step step in plan.Steps)
            {
                Take(step);
                if (step.Observed is { } value && observe is not null)
                    Observe(step, value);
                foreach (int slot in step.Releases)
                    Release(slot);
            }

            return plan.Kept.ToDictionary(kept => kept.Key, kept => device.Read(TensorIn(kept.Value)));
        }
        finally
        {
            for (int slot = 0; slot < _rented.Length; slot++)
                Release(slot);
            GC.KeepAlive(constants);
        }
    }

    private void Take(Step step)
    {
        Shape stored = plan.Slots[step.Output].StorageShape;
        if (step.IsView)
            _tensors[step.Output] = TensorIn(step.Inputs[0]).Reshape(stored);
        else
            _pace.Forward(step.Operator, Array.ConvertAll(step.Inputs, TensorIn), Rent(step.Output, stored));
    }

    private void Observe(Step step, int value)
    {
        Slot slot = plan.Slots[step.Output];
        if (observe!(value, Plain(step.Output)) is not { } replacement)
            return;
        if (replacement.Shape != slot.LogicalShape)
            throw new ArgumentException($"The hook at layer '{step.Layer}' returned a tensor of shape {replacement.Shape}; the layer's output has {slot.LogicalShape}.");

        // A view shares memory with values that must stay as they are: what the hook returns gets memory of its own.
        GpuTensor target = step.IsView ? Rent(step.Output, slot.StorageShape) : TensorIn(step.Output);
        if (!slot.IsNhwc)
        {
            device.Write(target, replacement.AsSpan());
            return;
        }

        GpuTensor plain = device.Rent(slot.LogicalShape);
        try
        {
            device.Write(plain, replacement.AsSpan());
            device.Forward(Transpose.ToNhwc(slot.LogicalShape.Rank), [plain], target);
        }
        finally
        {
            device.Return(plain);
        }
    }

    private Tensor Plain(int index)
    {
        Slot slot = plan.Slots[index];
        if (!slot.IsNhwc)
            return device.Read(TensorIn(index));
        GpuTensor plain = device.Rent(slot.LogicalShape);
        try
        {
            device.Forward(Transpose.ToNchw(slot.LogicalShape.Rank), [TensorIn(index)], plain);
            return device.Read(plain);
        }
        finally
        {
            device.Return(plain);
        }
    }

    private GpuTensor TensorIn(int slot) => _tensors[slot] ?? constants[slot]!;

    private GpuTensor Rent(int slot, Shape shape) => _tensors[slot] = _rented[slot] = device.Rent(shape);

    private void Release(int slot)
    {
        if (_rented[slot] is not { } tensor)
            return;
        _rented[slot] = null;
        device.Return(tensor);
    }
}
