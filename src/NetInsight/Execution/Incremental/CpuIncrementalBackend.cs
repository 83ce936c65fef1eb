using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// Incremental runs on the CPU: regions of any sizes in one batch, read from the original maps and their dirty regions where they lie.
/// </summary>
internal sealed class CpuIncrementalBackend(CpuDevice device) : IncrementalBackend<Tensor>(new CpuRunBackend(device, new Arena()))
{
    /// <inheritdoc/>
    public override RunBackend<Tensor> RunIn(BatchPlace place) => new CpuRunBackend(device, place.Arena);

    /// <inheritdoc/>
    public override bool IsUniform => false;

    /// <inheritdoc/>
    public override int LargestBatch => 32;

    /// <inheritdoc/>
    public override bool ComputesRegions(Operator op, FeatureMap input) => op is IComputesRegions;

    /// <inheritdoc/>
    public override void ForwardRegions(Operator op, Tensor original, Tensor dirty, RegionBatch regions, Tensor? addend, Tensor result) =>
        ((IComputesRegions)op).ForwardRegions(device, original, dirty, regions, addend, result);

    /// <inheritdoc/>
    public override void Copy(Tensor original, Tensor dirty, RegionBatch regions, Tensor result) =>
        RegionCopy.Compute(device, original, dirty, regions, result);

    /// <inheritdoc/>
    public override void CopyReplaced(Tensor original, Tensor baseline, Region[] replaced, Region[] cut, Tensor result) =>
        RegionCopy.Compute(device, baseline, null, new RegionBatch([.. replaced.Select(region => new BatchRegion(0, region))]), result);

    /// <inheritdoc/>
    public override Region[] DirtyBeyond(Tensor original, PatchedFeatureMap<Tensor> patched, float threshold) =>
        DirtyRegionDetection.DirtyBeyond(device, original, patched, threshold);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // All memory is managed.
    }
}
