using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>Incremental runs on a graphics card: what a batch of masks sees of a map is cut out as a batch of small maps, over which ordinary kernels run.</summary>
/// <param name="device">The card.</param>
/// <param name="constantsOf">The constants of a plan there.</param>
/// <param name="entered">The use of the device, which ends with the run.</param>
/// <param name="cancellation">Stops the run between steps.</param>
internal sealed class GpuIncrementalBackend(GpuDevice device, Func<Plan, PlanConstants> constantsOf, IDisposable? entered, CancellationToken cancellation) : IncrementalBackend<GpuTensor>
{
    private readonly GpuThrottle _pace = new(device, cancellation);

    /// <inheritdoc/>
    public override bool IsUniform => true;

    /// <inheritdoc/>
    /// <remarks>A window has a few hundred places, and a card is busy from tens of thousands on.</remarks>
    public override int LargestBatch => 128;

    /// <inheritdoc/>
    public override bool Follows(Operator op, FeatureMap input) => op is IRunsOnCrops onCuts && onCuts.OnCrops(input) is not null;

    /// <inheritdoc/>
    public override GpuTensor? Constant(Plan plan, int slot) => constantsOf(plan)[slot];

    /// <inheritdoc/>
    public override GpuTensor Rent(Shape shape) => device.Rent(shape);

    /// <inheritdoc/>
    public override void Return(GpuTensor map) => device.Return(map);

    /// <inheritdoc/>
    public override GpuTensor Send(Tensor values)
    {
        GpuTensor sent = Rent(values.Shape);
        try
        {
            device.Write(sent, values.AsSpan());
            return sent;
        }
        catch
        {
            Return(sent);
            throw;
        }
    }

    /// <inheritdoc/>
    public override Tensor Fetch(GpuTensor map) => device.Read(map);

    /// <inheritdoc/>
    public override void Forward(Operator op, GpuTensor[] inputs, GpuTensor result) => _pace.Forward(op, inputs, result);

    /// <inheritdoc/>
    public override void ForwardRegions(Operator op, GpuTensor clean, GpuTensor changed, RegionBatch parts, GpuTensor? addend, GpuTensor result)
    {
        IRunsOnCrops onCuts = (IRunsOnCrops)op;
        FeatureMap input = FeatureMap.OfNhwc(clean.Shape);
        Window window = onCuts.WindowOver(input);
        Region wanted = parts[0].Output, seen = window.InputRegion(wanted);
        Shape cut = new(parts.Count, seen.Height, seen.Width, input.Channels), made = new(parts.Count, wanted.Height, wanted.Width, result.Shape[-1]);
        GpuTensor? rented = window.IsPointwise && parts.OutputsAreDirtyRegions ? null : Rent(cut);
        try
        {
            if (rented is not null)
            {
                RegionCopy.Compute(device, clean, changed, parts, window, rented, onCuts.PaddingValue);
                _pace.Count(cut.Count);
            }

            GpuTensor x = rented ?? changed.Reshape(cut);
            Forward(onCuts.OnCrops(input)!, addend is null ? [x] : [x, addend.Reshape(made)], result.Reshape(made));
        }
        finally
        {
            if (rented is not null)
                Return(rented);
        }
    }

    /// <inheritdoc/>
    public override void Copy(GpuTensor clean, GpuTensor changed, RegionBatch parts, GpuTensor result)
    {
        RegionCopy.Compute(device, clean, changed, parts, new Window(WindowAxis.One, WindowAxis.One), result);
        _pace.Count(result.Count);
    }

    /// <inheritdoc/>
    public override void CopyMasks(GpuTensor clean, GpuTensor hidden, Region[] masks, Region[] wanted, GpuTensor result) => RegionCopy.Compute(
        device, clean, hidden, new RegionBatch([.. wanted.Select((area, n) => new BatchRegion(0, area, masks[n]))]), new Window(WindowAxis.One, WindowAxis.One), result, dirtyIsMap: true);

    /// <inheritdoc/>
    public override Region[] DirtyBeyond(GpuTensor clean, PatchedFeatureMap<GpuTensor> patched, float threshold)
    {
        int places = patched.Regions.Sum(area => area.Positions), channels = clean.Shape[-1];
        GpuTensor before = Rent(new Shape(places, channels));
        GpuTensor? differs = null;
        try
        {
            differs = Rent(new Shape(places));
            Copy(clean, clean, new RegionBatch([.. patched.Regions.Select(area => new BatchRegion(0, area))]), before);
            RegionDifference.Compute(device, before, patched.Values.Reshape(before.Shape), threshold, differs);
            return DirtyRegionDetection.Boxes(Fetch(differs), patched.Regions);
        }
        finally
        {
            Return(before);
            if (differs is not null)
                Return(differs);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => entered?.Dispose();
}
