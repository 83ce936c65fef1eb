using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Runs plans. A run is a pure function of its inputs: it keeps nothing but memory for the next.</summary>
internal static class Executor
{
    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="device">The device, with the run's threads and cancellation.</param>
    /// <param name="arena">Memory for maps.</param>
    /// <param name="inputs">The graph's inputs, plain.</param>
    /// <param name="observe">Called with a hooked value and its plain tensor; what comes back takes its place, null leaves it.</param>
    /// <returns>The wanted values, plain, in memory of their own.</returns>
    public static Dictionary<int, Tensor> Run(Plan plan, CpuDevice device, Arena arena, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe = null)
    {
        Tensor?[] tensors = [.. plan.Slots.Select(slot => slot.Constant)];
        float[][] slabs = new float[plan.Memory.Slabs.Length][];
        for (int i = 0; i < inputs.Length; i++)
            tensors[plan.Inputs[i]] = inputs[i];

        try
        {
            for (int slab = 0; slab < slabs.Length; slab++)
                slabs[slab] = arena.Rent(plan.Memory.Slabs[slab]);
            foreach (Step step in plan.Steps)
            {
                if (step.IsView)
                {
                    tensors[step.Output] = tensors[step.Inputs[0]]!.Reshape(plan.Slots[step.Output].StorageShape);
                }
                else
                {
                    Tensor result = tensors[step.Output] ??= Place(plan, step.Output, slabs);
                    device.Forward(step.Operator, Array.ConvertAll(step.Inputs, slot => tensors[slot]!), result);
                }

                if (step.Observed is { } value && observe is not null)
                    Observe(step, value, plan.Slots[step.Output], tensors, device, observe);
            }

            return plan.Kept.ToDictionary(kept => kept.Key, kept => tensors[kept.Value]!.Clone());
        }
        finally
        {
            foreach (float[]? slab in slabs)
            {
                if (slab is not null)
                    arena.Return(slab);
            }
        }
    }

    private static Tensor Place(Plan plan, int slot, float[][] slabs)
    {
        (int slab, int offset) = plan.Memory.PlaceOf(slot)!.Value;
        return Tensor.Over(plan.Slots[slot].StorageShape, slabs[slab], AlignedMemory.OffsetOf(slabs[slab]) + offset);
    }

    private static void Observe(Step step, int value, Slot slot, Tensor?[] tensors, CpuDevice device, Func<int, Tensor, Tensor?> observe)
    {
        Tensor stored = tensors[step.Output]!;
        Tensor plain = Tensor.Uninitialized(slot.LogicalShape);
        if (slot.IsNhwc)
            device.Forward(Transpose.ToNchw(slot.LogicalShape.Rank), [stored], plain);
        else
            stored.AsSpan().CopyTo(plain.AsSpan());

        if (observe(value, plain) is not { } replacement)
            return;
        if (replacement.Shape != slot.LogicalShape)
            throw new ArgumentException($"The hook at layer '{step.Layer}' returned a tensor of shape {replacement.Shape}; the layer's output has {slot.LogicalShape}.");

        // A view shares memory with values that must stay as they are: what the hook returns gets memory of its own.
        Tensor target = tensors[step.Output] = step.IsView ? Tensor.Uninitialized(slot.StorageShape) : stored;
        if (slot.IsNhwc)
            device.Forward(Transpose.ToNhwc(slot.LogicalShape.Rank), [replacement], target);
        else
            replacement.AsSpan().CopyTo(target.AsSpan());
    }
}
