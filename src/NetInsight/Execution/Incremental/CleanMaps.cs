namespace NetInsight;

/// <summary>All slots of a plan as the unchanged input makes them, kept for as long as masks are compared with them.</summary>
internal sealed class CleanMaps
{
    private readonly Tensor?[] _tensors;

    /// <summary>Runs a plan for one picture and keeps everything.</summary>
    public CleanMaps(Plan plan, CpuDevice device, Tensor input)
    {
        _tensors = [.. plan.Slots.Select(slot => slot.Constant)];
        _tensors[plan.Inputs[0]] = input;
        foreach (Step step in plan.Steps)
        {
            Shape stored = plan.Slots[step.Output].Stored;
            if (step.IsView)
            {
                _tensors[step.Output] = this[step.Inputs[0]].Reshape(stored);
            }
            else
            {
                Tensor result = _tensors[step.Output] ??= Tensor.Uninitialized(stored);
                device.Forward(step.Operator, Array.ConvertAll(step.Inputs, slot => this[slot]), result);
            }
        }
    }

    /// <summary>What a slot holds, in the order in which it is stored.</summary>
    public Tensor this[int slot] => _tensors[slot]!;

    /// <summary>Numbers kept, constants not counted.</summary>
    public static long CountOf(Plan plan) => plan.Steps.Where(step => !step.IsView).Select(step => step.Output).Distinct().Sum(slot => (long)plan.Slots[slot].Plain.Count);
}
