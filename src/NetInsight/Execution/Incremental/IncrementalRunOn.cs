using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>An incremental run on one kind of device: the maps of the unchanged picture, and what all batches of masks share.</summary>
internal sealed class IncrementalRunOn<TMap> : IncrementalRun where TMap : class, IDense<TMap>
{
    private readonly Dictionary<int, TMap> _hiddenMaps = [];

    /// <summary>Runs the unchanged picture.</summary>
    /// <param name="plan">The plan for one picture.</param>
    /// <param name="work">The device, which the run disposes.</param>
    /// <param name="input">The picture, plain.</param>
    /// <param name="hidden">What replaces a rectangle: the same places of this, of the same shape.</param>
    /// <param name="tolerance">Changes of a map below this share of its largest magnitude are not followed further; 0 for exact runs.</param>
    public IncrementalRunOn(Plan plan, IncrementalBackend<TMap> work, Tensor input, Tensor hidden, float tolerance)
    {
        (Plan, Work, Input, Occluded, Tolerance) = (plan, work, input, hidden, tolerance);
        Rules = DirtyRules.Of(plan, work.Follows);
        LastWriter = new int[plan.Slots.Length];
        for (int index = 0; index < plan.Steps.Length; index++)
            LastWriter[plan.Steps[index].Output] = index;
        try
        {
            BaselineMaps = new BaselineMaps<TMap>(plan, work, input);
            PrepareHiddenMaps();
            Thresholds = [.. plan.Slots.Select((slot, index) => tolerance > 0 && DirtyRules.IsMap(slot) && slot.Constant is null ? tolerance * DirtyRegionDetection.Magnitude(work.Fetch(BaselineMaps[index])) : 0)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The plan for one picture.</summary>
    public Plan Plan { get; }

    /// <summary>The rules of its steps.</summary>
    public DirtyRule[] Rules { get; }

    /// <summary>The device.</summary>
    public IncrementalBackend<TMap> Work { get; }

    /// <summary>The picture.</summary>
    public Tensor Input { get; }

    /// <summary>What replaces rectangles of it.</summary>
    public Tensor Occluded { get; }

    /// <summary>What the plan's slots hold for the unchanged picture.</summary>
    public BaselineMaps<TMap> BaselineMaps { get; }

    /// <summary>The share of a map's largest magnitude below which changes are not followed; 0 for exact runs.</summary>
    public float Tolerance { get; }

    /// <summary>The least change of each slot that is followed.</summary>
    public float[] Thresholds { get; }

    /// <summary>The last step that writes each slot.</summary>
    public int[] LastWriter { get; }

    /// <inheritdoc/>
    public override int LargestBatch => Work.LargestBatch;

    /// <summary>What hides the picture, in a slot that holds the input in the order of maps; null for the other slots.</summary>
    public TMap? OccludedMap(int slot) => _hiddenMaps.GetValueOrDefault(slot);

    /// <summary>For each slot that holds maps, the rectangle of each mask.</summary>
    public Region[]?[] RegionsOf(ReadOnlySpan<Region> masks) => DirtyRegions.Of(Plan, Rules, masks, Work.IsUniform);

    /// <inheritdoc/>
    public override long LargestCount(ReadOnlySpan<Region> masks)
    {
        int height = 0, width = 0;
        long largest = 0;
        foreach (Region mask in masks)
        {
            (height, width) = (Math.Max(height, mask.Height), Math.Max(width, mask.Width));
            largest = Math.Max(largest, CountOf(mask));
        }

        return Work.IsUniform ? Math.Max(largest, CountOf(new Region((Input.Shape[2] - height) / 2, (Input.Shape[3] - width) / 2, height, width))) : largest;
    }

    private long CountOf(Region mask)
    {
        Region[]?[] areas = RegionsOf([mask]);
        return Enumerable.Range(0, areas.Length).Sum(slot => areas[slot] is [var area] ? (long)area.Positions * Plan.Slots[slot].StorageShape[3] : Plan.Slots[slot].LogicalShape.Count);
    }

    /// <inheritdoc/>
    public override Tensor Clean(int value) => Work.Fetch(BaselineMaps[Plan.Kept[value]]);

    /// <inheritdoc/>
    public override Tensor Run(ReadOnlySpan<Region> masks, Plan whole, int value) => new IncrementalBatch<TMap>(this, masks, whole).Run(value);

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (TMap map in _hiddenMaps.Values)
            Work.Return(map);
        BaselineMaps?.Return();                    // null where the constructor failed
        Work.Dispose();
    }

    private void PrepareHiddenMaps()
    {
        foreach ((Step step, DirtyRule rule) in Plan.Steps.Zip(Rules).Where(pair => pair.Second == DirtyRule.Input))
        {
            TMap sent = Work.Send(Occluded);
            Shape stored = Plan.Slots[step.Output].StorageShape;
            if (step.IsView)
            {
                _hiddenMaps[step.Output] = sent.Reshape(stored);
                continue;
            }

            try
            {
                Work.Forward(step.Operator, [sent], _hiddenMaps[step.Output] = Work.Rent(stored));
            }
            finally
            {
                Work.Return(sent);
            }
        }
    }
}
