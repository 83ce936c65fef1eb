using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// Incremental runs on a GPU: what the regions of a batch see of a feature map is cut out as a batch of small maps, over which ordinary
/// kernels run.
/// </summary>
/// <param name="device">The model's share of the GPU.</param>
/// <param name="run">The runs there.</param>
/// <param name="entered">The use of the device, which ends with the session.</param>
internal sealed class GpuIncrementalBackend(GpuDevice device, GpuRunBackend run, IDisposable? entered) : IncrementalBackend<GpuTensor>(run)
{
    private static readonly Window Point = new(WindowAxis.One, WindowAxis.One);

    private readonly GpuRunBackend _run = run;

    /// <inheritdoc/>
    public override bool IsUniform => true;

    /// <inheritdoc/>
    /// <remarks>A region has a few hundred positions, and a GPU is busy from tens of thousands on.</remarks>
    public override int LargestBatch => 256;

    /// <inheritdoc/>
    public override bool ComputesRegions(Operator op, FeatureMap input) => op is IRunsOnCrops crops && crops.OnCrops(input) is not null;

    /// <inheritdoc/>
    public override void ForwardRegions(
        Operator op, GpuTensor original, GpuTensor dirty, RegionBatch regions, GpuTensor? addend, GpuTensor result)
    {
        IRunsOnCrops crops = (IRunsOnCrops)op;
        FeatureMap input = FeatureMap.OfNhwc(original.Shape);
        Window window = crops.WindowOver(input);
        Region output = regions[0].Output, seen = window.InputRegion(output);
        Shape crop = new(regions.Count, seen.Height, seen.Width, input.Channels);
        Shape made = new(regions.Count, output.Height, output.Width, result.Shape[-1]);
        GpuTensor? rented = window.IsPointwise && regions.OutputsAreDirtyRegions ? null : _run.Rent(crop);
        try
        {
            if (rented is not null)
            {
                RegionCopy.Compute(device, original, dirty, regions, window, rented, crops.PaddingValue);
                _run.Count(crop.Count);
            }

            GpuTensor x = rented ?? dirty.Reshape(crop);
            _run.Forward(crops.OnCrops(input)!, addend is null ? [x] : [x, addend.Reshape(made)], result.Reshape(made));
        }
        finally
        {
            if (rented is not null)
                _run.Return(rented);
        }
    }

    /// <inheritdoc/>
    public override void Copy(GpuTensor original, GpuTensor dirty, RegionBatch regions, GpuTensor result)
    {
        RegionCopy.Compute(device, original, dirty, regions, Point, result);
        _run.Count(result.Count);
    }

    /// <inheritdoc/>
    public override void CopyReplaced(GpuTensor original, GpuTensor baseline, Region[] replaced, Region[] cut, GpuTensor result)
    {
        RegionBatch regions = new([.. cut.Select((region, n) => new BatchRegion(0, region, replaced[n]))]);
        RegionCopy.Compute(device, original, baseline, regions, Point, result, dirtyIsMap: true);
    }

    /// <inheritdoc/>
    public override Region[] DirtyBeyond(GpuTensor original, PatchedFeatureMap<GpuTensor> patched, float threshold)
    {
        int positions = patched.Regions.Sum(region => region.Positions), channels = original.Shape[-1];
        GpuTensor before = _run.Rent(new Shape(positions, channels));
        GpuTensor? differs = null;
        try
        {
            differs = _run.Rent(new Shape(positions));
            Copy(original, original, new RegionBatch([.. patched.Regions.Select(region => new BatchRegion(0, region))]), before);
            RegionDifference.Compute(device, before, patched.Values.Reshape(before.Shape), threshold, differs);
            return DirtyRegionDetection.Boxes(_run.Fetch(differs), patched.Regions);
        }
        finally
        {
            _run.Return(before);
            if (differs is not null)
                _run.Return(differs);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => entered?.Dispose();
}
