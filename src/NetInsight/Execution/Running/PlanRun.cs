using NetInsight.Execution.Planning;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>
/// One run of a plan, on any device: computes steps slot by slot and shows hooked values to their hooks. A run is a pure function of its
/// inputs.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="backend">The device for which it was made.</param>
/// <param name="memory">Where its slots lie; whoever made it disposes it.</param>
/// <param name="observe">
/// Called with a hooked value and its elements, NCHW; a tensor that comes back replaces them, null leaves them.
/// </param>
internal sealed class PlanRun<TTensor>(
    Plan plan, RunBackend<TTensor> backend, SlotMemory<TTensor> memory, Func<int, Tensor, Tensor?>? observe = null)
    where TTensor : class, IDense<TTensor>
{
    private readonly TTensor?[] _slots = WithConstants(plan, backend);

    /// <summary>What a slot holds, as stored. Constants are there from the start, all else once it is computed or set.</summary>
    public TTensor this[int slot]
    {
        get => _slots[slot]!;
        set => _slots[slot] = value;
    }

    /// <summary>Runs the whole plan.</summary>
    /// <param name="inputs">The graph's inputs, NCHW.</param>
    /// <returns>The requested values, NCHW, in memory of their own.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Dictionary<int, Tensor> Run(Tensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            Send(inputs[i], plan.Inputs[i], plan.Inputs[i]);
        foreach (Step step in plan.Steps)
        {
            Compute(step);
            if (step.Observed is { } value && observe is not null)
                Observe(step, value, observe);
            foreach (int slot in step.Releases)
                memory.Release(slot);
        }

        Dictionary<int, Tensor> results = new(plan.Requested.Count);
        foreach ((int value, int slot) in plan.Requested)
            results[value] = backend.Fetch(this[slot]);
        GC.KeepAlive(plan);                                     // whose constants on a GPU live as long as it
        return results;
    }

    /// <summary>Computes one step, whose inputs must be there. A slot that holds something already is written where it lies.</summary>
    public void Compute(Step step)
    {
        Shape stored = plan.Slots[step.Output].StorageShape;
        if (step.IsView)
        {
            _slots[step.Output] = this[step.Inputs[0]].Reshape(stored);
            return;
        }

        TTensor[] inputs = new TTensor[step.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = this[step.Inputs[i]];
        backend.Forward(step.Operator, inputs, _slots[step.Output] ??= memory.Place(step.Output, stored));
    }

    /// <summary>
    /// Puts a tensor of the host into a slot; its memory on the device, if it needs any, is that of slot <paramref name="holder"/>.
    /// </summary>
    public void Send(Tensor values, int slot, int holder)
    {
        if (backend.Share(values) is { } shared)
        {
            _slots[slot] = shared;
            return;
        }

        TTensor sent = memory.Place(holder, values.Shape);
        backend.Store(values, sent);
        _slots[slot] = sent;
    }

    /// <summary>Shows a value to its hook and takes what comes back in its place.</summary>
    private void Observe(Step step, int value, Func<int, Tensor, Tensor?> hook)
    {
        Slot slot = plan.Slots[step.Output];
        TTensor stored = this[step.Output];
        if (hook(value, slot.IsNhwc ? backend.FetchAsNchw(stored) : backend.Fetch(stored)) is not { } replacement)
            return;
        if (replacement.Shape != slot.LogicalShape)
        {
            throw new ArgumentException(
                $"The hook at layer '{step.Layer}' returned a tensor of shape {replacement.Shape}; " +
                $"the layer's output has {slot.LogicalShape}.");
        }

        // A view shares memory with values that must stay as they are: what the hook returns gets memory of its own.
        TTensor target = _slots[step.Output] = step.IsView ? memory.Place(step.Output, slot.StorageShape) : stored;
        if (slot.IsNhwc)
            backend.StoreAsNhwc(replacement, target);
        else
            backend.Store(replacement, target);
    }

    private static TTensor?[] WithConstants(Plan plan, RunBackend<TTensor> backend)
    {
        TTensor?[] slots = new TTensor?[plan.Slots.Length];
        backend.PlaceConstants(plan, slots);
        return slots;
    }
}
