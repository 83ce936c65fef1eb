using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Execution.Running;

/// <summary>The constants of a plan on a graphics card. When nobody has the plan any more, their memory serves other maps.</summary>
internal sealed class PlanConstants
{
    private readonly GpuDevice _device;
    private readonly Dictionary<int, GpuTensor> _tensors = [];

    /// <summary>Sends a plan's constants, those that a step takes.</summary>
    public PlanConstants(GpuDevice device, Plan plan)
    {
        _device = device;
        foreach (int slot in plan.Steps.SelectMany(step => step.Inputs).Concat(plan.Kept.Values).Distinct())
        {
            if (plan.Slots[slot].Constant is not { } constant)
                continue;
            GpuTensor tensor = _tensors[slot] = device.Rent(constant.Shape);
            device.Write(tensor, constant.AsSpan());
        }
    }

    /// <summary>Gives the memory back, which is a matter of books: nothing is asked of the card here.</summary>
    ~PlanConstants()
    {
        foreach (GpuTensor tensor in _tensors.Values)
            _device.Return(tensor);
    }

    /// <summary>The number of constants.</summary>
    public int Count => _tensors.Count;

    /// <summary>The constant in a slot; null where there is none.</summary>
    public GpuTensor? this[int slot] => _tensors.GetValueOrDefault(slot);
}
