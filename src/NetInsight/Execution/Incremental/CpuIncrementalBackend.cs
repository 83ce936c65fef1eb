using NetInsight.Execution.Planning;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>Incremental runs on the processor: windows of any sizes in one batch, read straight from the maps and patches.</summary>
internal sealed class CpuIncrementalBackend(CpuDevice device) : IncrementalBackend<Tensor>
{
    private readonly Arena _arena = new();

    /// <inheritdoc/>
    public override bool IsUniform => false;

    /// <inheritdoc/>
    public override int LargestBatch => 32;

    /// <inheritdoc/>
    public override bool Follows(Operator op, FeatureMap input) => op is IComputesRegions;

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
    public override void ForwardRegions(Operator op, Tensor clean, Tensor changed, RegionBatch parts, Tensor? addend, Tensor result) =>
        ((IComputesRegions)op).ForwardRegions(device, clean, changed, parts, addend, result);

    /// <inheritdoc/>
    public override void Copy(Tensor clean, Tensor changed, RegionBatch parts, Tensor result) => RegionCopy.Compute(device, clean, changed, parts, result);

    /// <inheritdoc/>
    public override void CopyMasks(Tensor clean, Tensor hidden, Region[] masks, Region[] wanted, Tensor result) =>
        RegionCopy.Compute(device, hidden, null, new RegionBatch([.. masks.Select(mask => new BatchRegion(0, mask))]), result);

    /// <inheritdoc/>
    public override Region[] DirtyBeyond(Tensor clean, PatchedFeatureMap<Tensor> patched, float threshold) => DirtyRegionDetection.DirtyBeyond(device, clean, patched, threshold);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // All memory is managed.
    }
}
