namespace NetInsight;

/// <summary>Incremental runs on the processor: windows of any sizes in one batch, read straight from the maps and patches.</summary>
internal sealed class CpuMapWork(CpuDevice device) : MapWork<Tensor>
{
    private readonly Arena _arena = new();

    /// <inheritdoc/>
    public override bool IsUniform => false;

    /// <inheritdoc/>
    public override int LargestBatch => 32;

    /// <inheritdoc/>
    public override bool Follows(Operator op, FeatureMap input) => op is IComputesParts;

    /// <inheritdoc/>
    public override Tensor? Constant(Plan plan, int slot) => plan.Slots[slot].Constant;

    /// <inheritdoc/>
    public override Tensor Rent(Shape shape) => _arena.Rent(shape);

    /// <inheritdoc/>
    public override void Return(Tensor map) => _arena.Return(map);

    /// <inheritdoc/>
    public override Tensor Send(Tensor values)
    {
        Tensor copy = Rent(values.Shape);
        values.AsSpan().CopyTo(copy.AsSpan());
        return copy;
    }

    /// <inheritdoc/>
    public override Tensor Fetch(Tensor map) => map.Clone();

    /// <inheritdoc/>
    public override void Forward(Operator op, Tensor[] inputs, Tensor result) => device.Forward(op, inputs, result);

    /// <inheritdoc/>
    public override void ForwardParts(Operator op, Tensor clean, Tensor changed, MapParts parts, Tensor? addend, Tensor result) =>
        ((IComputesParts)op).ForwardParts(device, clean, changed, parts, addend, result);

    /// <inheritdoc/>
    public override void Cut(Tensor clean, Tensor changed, MapParts parts, Tensor result) => PatchCut.Compute(device, clean, changed, parts, result);

    /// <inheritdoc/>
    public override void CutMasks(Tensor clean, Tensor hidden, Area[] masks, Area[] wanted, Tensor result) =>
        PatchCut.Compute(device, hidden, null, new MapParts([.. masks.Select(mask => new MapPart(0, mask))]), result);

    /// <inheritdoc/>
    public override Area[] Beyond(Tensor clean, PatchedSlot<Tensor> patched, float threshold) => Change.Beyond(device, clean, patched, threshold);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // All memory is managed.
    }
}
