using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Execution.Running;

/// <summary>The constants of a plan on a GPU. Once nothing refers to the plan any more, their memory serves other tensors.</summary>
internal sealed class PlanConstants
{
    private readonly GpuDevice _device;
    private readonly Dictionary<int, GpuTensor> _tensors = [];

    /// <summary>Sends a plan's constants, those that a step reads.</summary>
    public PlanConstants(GpuDevice device, Plan plan)
    {
        _device = device;
        foreach (int slot in plan.Steps.SelectMany(step => step.Inputs).Concat(plan.Requested.Values).Distinct())
        {
            if (plan.Slots[slot].Constant is not { } constant)
                continue;
            GpuTensor tensor = _tensors[slot] = device.Rent(constant.Shape);
            device.Write(tensor, constant.AsSpan());
        }
    }

    /// <summary>
    /// Returns the memory to the arena, which only notes it as free: no call to the driver is made on the finalizer's thread.
    /// </summary>
    ~PlanConstants()
    {
        foreach (GpuTensor tensor in _tensors.Values)
            _device.Return(tensor);
    }

    /// <summary>The number of constants.</summary>
    public int Count => _tensors.Count;

    /// <summary>Puts the constants into their slots.</summary>
    public void CopyTo(GpuTensor?[] slots)
    {
        foreach ((int slot, GpuTensor tensor) in _tensors)
            slots[slot] = tensor;
    }
}
