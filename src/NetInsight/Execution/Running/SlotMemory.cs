using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Where the tensors of one run lie, slot by slot. Disposing it gives back what is still held.</summary>
internal abstract class SlotMemory<TTensor> : IDisposable where TTensor : class, IDense<TTensor>
{
    /// <summary>Memory for a slot whose elements hold anything, until the slot is released. A slot may ask more than once.</summary>
    public abstract TTensor Place(int slot, Shape shape);

    /// <summary>Gives back what a slot holds.</summary>
    public abstract void Release(int slot);

    /// <inheritdoc/>
    public abstract void Dispose();
}
