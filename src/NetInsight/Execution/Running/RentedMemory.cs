using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>Slots in memory that is rented tensor by tensor: runs on a GPU, and runs that keep or compute only parts.</summary>
/// <param name="backend">The device.</param>
/// <param name="slots">The number of slots.</param>
/// <param name="keepsAll">Whether slots keep their memory until all of it is given back.</param>
internal sealed class RentedMemory<TTensor>(RunBackend<TTensor> backend, int slots, bool keepsAll = false) : SlotMemory<TTensor>
    where TTensor : class, IDense<TTensor>
{
    private readonly List<TTensor>?[] _held = new List<TTensor>?[slots];

    /// <inheritdoc/>
    public override TTensor Place(int slot, Shape shape)
    {
        TTensor tensor = backend.Rent(shape);
        (_held[slot] ??= []).Add(tensor);
        return tensor;
    }

    /// <inheritdoc/>
    public override void Release(int slot)
    {
        if (!keepsAll)
            Return(slot);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        for (int slot = 0; slot < _held.Length; slot++)
            Return(slot);
    }

    private void Return(int slot)
    {
        foreach (TTensor tensor in _held[slot] ?? [])
            backend.Return(tensor);
        _held[slot] = null;
    }
}
