using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>An incremental session on one kind of device: the original maps, and what all batches share.</summary>
internal sealed class IncrementalSession<TTensor> : IncrementalSession where TTensor : class, IDense<TTensor>
{
    private readonly RentedMemory<TTensor> _memory;
    private readonly Dictionary<int, TTensor> _baselineMaps = [];

    /// <summary>Runs the unchanged image.</summary>
    /// <param name="input">What the session is for.</param>
    /// <param name="backend">The device, which the session disposes.</param>
    public IncrementalSession(IncrementalInput input, IncrementalBackend<TTensor> backend)
    {
        (Input, Backend, Plan) = (input, backend, input.Plan);
        Rules = DirtyRules.Of(Plan, backend.ComputesRegions);
        LastWriter = new int[Plan.Slots.Length];
        for (int index = 0; index < Plan.Steps.Length; index++)
            LastWriter[Plan.Steps[index].Output] = index;
        _memory = new RentedMemory<TTensor>(backend.Run, Plan.Slots.Length, keepsAll: true);
        Batches = input.Engine.Runner.Batches;
        Batches.Open();
        try
        {
            OriginalMaps = new PlanRun<TTensor>(Plan, backend.Run, _memory);
            Original = OriginalMaps.Run([input.Image])[input.Value];
            MakeBaselineMaps();
            Thresholds = [.. Enumerable.Range(0, Plan.Slots.Length).Select(ThresholdOf)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the session is for.</summary>
    public IncrementalInput Input { get; }

    /// <summary>The plan for one image.</summary>
    public Plan Plan { get; }

    /// <summary>The rules of its steps.</summary>
    public DirtyRule[] Rules { get; }

    /// <summary>The device.</summary>
    public IncrementalBackend<TTensor> Backend { get; }

    /// <summary>The memory of batches, which sessions on one model share.</summary>
    public BatchBudget Batches { get; }

    /// <summary>What the plan's slots hold for the unchanged image.</summary>
    public PlanRun<TTensor> OriginalMaps { get; }

    /// <summary>The smallest change of each slot that is followed.</summary>
    public float[] Thresholds { get; }

    /// <summary>The last step that writes each slot.</summary>
    public int[] LastWriter { get; }

    /// <inheritdoc/>
    public override Tensor Original { get; }

    /// <summary>The baseline, in a slot that holds the input as NHWC; null for the other slots.</summary>
    public TTensor? BaselineMap(int slot) => _baselineMaps.GetValueOrDefault(slot);

    /// <summary>For each slot that holds feature maps, the dirty region that each replaced region makes.</summary>
    public Region[]?[] DirtyRegionsOf(ReadOnlySpan<Region> replaced) => DirtyRegions.Of(Plan, Rules, replaced, Backend.IsUniform);

    /// <inheritdoc/>
    public override int BatchFor(ReadOnlySpan<Region> replaced, long bytes, int? requested)
    {
        if (HasFixedBatch)
            return 1;
        if (requested is { } size)
            return size;
        int largest = Math.Min(Backend.LargestBatch, Input.Engine.LargestBatch(Input.Image.Shape, Input.Value, Input.Cancellation));
        return BatchSize.Within(bytes, LargestCount(replaced), largest);
    }

    /// <inheritdoc/>
    public override Tensor Run(ReadOnlySpan<Region> replaced, long memoryBudget = long.MaxValue)
    {
        if (HasFixedBatch && replaced.Length > 1)
            throw new ArgumentException("The network takes one image at a time.", nameof(replaced));
        Plan whole = Input.Engine.PlanFor(Input.Image.Shape.With(0, replaced.Length), Input.Value, Input.Cancellation);
        using IncrementalBatch<TTensor> batch = new(this, replaced, whole, memoryBudget);
        return batch.Run();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (TTensor map in _baselineMaps.Values)
            Backend.Run.Return(map);
        _memory.Dispose();
        Batches.Close();
        Backend.Dispose();
    }

    /// <summary>Whether the file is made for one image, so that its plans fit no larger batch.</summary>
    private bool HasFixedBatch => Input.Engine.Graph.Inputs[0].Dimensions is [1, ..];

    /// <summary>
    /// The elements that one of these regions changes at most, all slots together; where regions of a batch get one size, in that size.
    /// </summary>
    private long LargestCount(ReadOnlySpan<Region> replaced)
    {
        if (Backend.IsUniform)
            return CountOf(replaced);
        long largest = 0;
        for (int n = 0; n < replaced.Length; n++)
            largest = Math.Max(largest, CountOf(replaced.Slice(n, 1)));
        return largest;
    }

    /// <summary>The elements that the first of these regions changes, in the sizes that all of them get.</summary>
    private long CountOf(ReadOnlySpan<Region> replaced)
    {
        Region[]?[] dirty = DirtyRegionsOf(replaced);
        return Enumerable.Range(0, dirty.Length).Sum(slot => dirty[slot] is [var region, ..]
            ? (long)region.Positions * Plan.Slots[slot].StorageShape[3]
            : Plan.Slots[slot].LogicalShape.Count);
    }

    private float ThresholdOf(int slot) => Input.Tolerance > 0 && DirtyRules.IsMap(Plan.Slots[slot]) && Plan.Slots[slot].Constant is null
        ? Input.Tolerance * DirtyRegionDetection.Magnitude(Backend.Run.Fetch(OriginalMaps[slot]))
        : 0;

    private void MakeBaselineMaps()
    {
        foreach ((Step step, DirtyRule rule) in Plan.Steps.Zip(Rules).Where(pair => pair.Second == DirtyRule.Input))
        {
            TTensor map = _baselineMaps[step.Output] = Backend.Run.Rent(Plan.Slots[step.Output].StorageShape);
            Backend.Run.StoreAsNhwc(Input.Baseline, map);
        }
    }
}
