using NetInsight.Execution.Planning;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Slots in the few blocks of memory that the plan has laid out beforehand: whole runs on the CPU.</summary>
/// <param name="plan">Where slots lie in the blocks.</param>
/// <param name="arena">The memory of the blocks.</param>
/// <param name="least">Floats that are rented for a block at least, so that runs side by side hold blocks of one size.</param>
internal sealed class SlabMemory(MemoryPlan plan, SlabArena arena, int least = 0) : SlotMemory<Tensor>
{
    private readonly float[]?[] _slabs = new float[]?[plan.Slabs.Length];

    /// <inheritdoc/>
    public override Tensor Place(int slot, Shape shape)
    {
        if (plan.OffsetOf(slot) is not { } at)
            return Tensor.Uninitialized(shape);                 // a view whose elements a hook has replaced
        float[] slab = _slabs[at.Slab] ??= arena.Rent(RentedFor(at.Slab));
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
        for (int index = 0; index < _slabs.Length; index++)
        {
            if (_slabs[index] is { } slab)
                arena.Return(slab, RentedFor(index));
            _slabs[index] = null;
        }
    }

    private int RentedFor(int slab) => Math.Max(plan.Slabs[slab], least);
}
