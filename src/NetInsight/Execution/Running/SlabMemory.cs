using NetInsight.Execution.Planning;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Slots in the few blocks of memory that the plan has laid out beforehand: whole runs on the CPU.</summary>
internal sealed class SlabMemory(MemoryPlan plan, Arena arena) : SlotMemory<Tensor>
{
    private readonly float[]?[] _slabs = new float[]?[plan.Slabs.Length];

    /// <inheritdoc/>
    public override Tensor Place(int slot, Shape shape)
    {
        if (plan.OffsetOf(slot) is not { } at)
            return Tensor.Uninitialized(shape);                 // a view whose elements a hook has replaced
        float[] slab = _slabs[at.Slab] ??= arena.Rent(plan.Slabs[at.Slab]);
        return Tensor.Over(shape, slab, AlignedMemory.OffsetOf(slab) + at.Offset);
    }

    /// <inheritdoc/>
    public override void Release(int slot)
    {
        // The plan knows which slots share memory.
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (float[]? slab in _slabs)
        {
            if (slab is not null)
                arena.Return(slab);
        }
    }
}
