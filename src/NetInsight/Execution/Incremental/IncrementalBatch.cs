using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>One batch of masks on its way through a plan.</summary>
internal sealed class IncrementalBatch<TMap> where TMap : class, IDense<TMap>
{
    private readonly IncrementalRunOn<TMap> _run;
    private readonly IncrementalBackend<TMap> _work;
    private readonly Plan _plan, _whole;
    private readonly Region[] _masks;
    private readonly Region[]?[] _areas;
    private readonly PatchedFeatureMap<TMap>?[] _slots;
    private readonly List<TMap>[] _rented;

    /// <summary>Follows the masks through the plan.</summary>
    /// <param name="run">The run, with the maps of the unchanged picture.</param>
    /// <param name="masks">The rectangles.</param>
    /// <param name="whole">The plan for so many pictures.</param>
    public IncrementalBatch(IncrementalRunOn<TMap> run, ReadOnlySpan<Region> masks, Plan whole)
    {
        (_run, _work, _plan, _whole, _masks) = (run, run.Work, run.Plan, whole, masks.ToArray());
        _areas = run.RegionsOf(masks);
        _slots = new PatchedFeatureMap<TMap>?[_plan.Slots.Length];
        _rented = [.. _plan.Slots.Select(_ => new List<TMap>())];
    }

    /// <summary>A value for each mask, plain, one behind the other.</summary>
    public Tensor Run(int value)
    {
        try
        {
            for (int index = 0; index < _plan.Steps.Length; index++)
            {
                Compute(index);
                if (_run.Tolerance > 0)
                    DropSmallChanges(index);
                foreach (int slot in _plan.Steps[index].Releases)
                    Return(slot);
            }

            return _work.Fetch(WholeOf(_plan.Kept[value], _plan.Kept[value]));
        }
        finally
        {
            for (int slot = 0; slot < _rented.Length; slot++)
                Return(slot);
        }
    }

    private void Compute(int index)
    {
        Step step = _plan.Steps[index];
        switch (_run.Rules[index])
        {
            case DirtyRule.Input:
                PatchedFeatureMap<TMap> masked = New(step.Output);
                _work.CopyMasks(_run.BaselineMaps[step.Output], _run.OccludedMap(step.Output)!, _masks, masked.Regions, masked.Values);
                break;
            case DirtyRule.Same:
                _slots[step.Output] = _slots[step.Inputs[0]];
                break;
            case DirtyRule.Window:
                ComputeParts(step);
                break;
            case DirtyRule.Pointwise:
                ComputePlaces(step);
                break;
            default:
                ComputeWhole(index);
                break;
        }
    }

    /// <summary>Narrows what is followed further to the places that differ by more than the tolerance.</summary>
    private void DropSmallChanges(int index)
    {
        int slot = _plan.Steps[index].Output;
        if (_run.Rules[index] is not (DirtyRule.Window or DirtyRule.Pointwise) || _run.LastWriter[slot] != index || _slots[slot]!.Values.Count == 0)
            return;
        _areas[slot] = _work.DirtyBeyond(_run.BaselineMaps[slot], _slots[slot]!, _run.Thresholds[slot]);
        DirtyRegions.Follow(_plan, _run.Rules, _masks, _areas, index + 1, other => _slots[other] is not null, _work.IsUniform);
    }

    private void ComputeParts(Step step)
    {
        int source = step.Inputs[0];
        PatchedFeatureMap<TMap> input = _slots[source]!, result = _slots[step.Output] ?? New(step.Output);
        TMap? addend = step.Inputs.Length > 1 ? Cut(step.Inputs[1], step) : null;
        RegionBatch parts = input.BatchFor(result.Regions);
        if (input.IsWhole && result.IsWhole)
            _work.Forward(step.Operator, addend is null ? [input.Values] : [input.Values, addend], result.Values);
        else if (parts.Count > 0)
            _work.ForwardRegions(step.Operator, _run.BaselineMaps[source], AsPlaces(input.Values), parts, addend, result.Values);
    }

    private void ComputePlaces(Step step)
    {
        PatchedFeatureMap<TMap> result = _slots[step.Output] ?? New(step.Output);
        if (result.Values.Count == 0)
            return;
        TMap[] inputs = Array.ConvertAll(step.Inputs, slot => _work.Constant(_plan, slot) ?? AsRow(Cut(slot, step)));
        _work.Forward(step.Operator, inputs, AsRow(result.Values));
    }

    private void ComputeWhole(int index)
    {
        Step step = _whole.Steps[index];
        TMap[] inputs = Array.ConvertAll(step.Inputs, slot => _work.Constant(_whole, slot) ?? WholeOf(slot, step.Output));
        Shape stored = _whole.Slots[step.Output].StorageShape;
        if (step.IsView)
        {
            _slots[step.Output] = WholeSlot(step.Output, inputs[0].Reshape(stored));
            return;
        }

        PatchedFeatureMap<TMap> result = _slots[step.Output] ??= WholeSlot(step.Output, Rent(stored, step.Output));
        _work.Forward(step.Operator, inputs, result.Values);
    }

    /// <summary>A slot about to be written.</summary>
    private PatchedFeatureMap<TMap> New(int slot)
    {
        Region[] areas = _areas[slot]!;
        Shape stored = _whole.Slots[slot].StorageShape;
        bool isWhole = _run.OccludedMap(slot) is null && areas.All(area => area.Positions == stored[1] * stored[2]);
        return _slots[slot] = isWhole
            ? WholeSlot(slot, Rent(stored, slot))
            : new PatchedFeatureMap<TMap>(areas, Rent(new Shape(areas.Sum(area => area.Positions), stored[3]), slot));
    }

    private PatchedFeatureMap<TMap> WholeSlot(int slot, TMap values) =>
        new(values, DirtyRules.IsMap(_whole.Slots[slot]) ? FeatureMap.OfNhwc(values.Shape) : null);

    /// <summary>The whole of a slot for every mask, in the order in which it is stored; memory of its own lives as long as slot <paramref name="holder"/>.</summary>
    private TMap WholeOf(int slot, int holder)
    {
        if (slot == _plan.Inputs[0])
            return MaskedInput(holder);
        PatchedFeatureMap<TMap> patched = _slots[slot]!;
        if (patched.IsWhole)
            return patched.Values;
        Shape stored = _whole.Slots[slot].StorageShape;
        TMap values = Rent(stored, holder);
        Region map = new(0, 0, stored[1], stored[2]);
        _work.Copy(_run.BaselineMaps[slot], patched.Values, patched.BatchFor([.. patched.Regions.Select(_ => map)]), values);
        return values;
    }

    private TMap MaskedInput(int holder)
    {
        Tensor pictures = Tensor.Uninitialized(_whole.Slots[_plan.Inputs[0]].LogicalShape);
        OccludedInputs.Paste(_run.Input, _run.Occluded, _masks, pictures);
        return Held(_work.Send(pictures), holder);
    }

    /// <summary>The places of an input that a step's result has, whether they have changed or not.</summary>
    private TMap Cut(int slot, Step step)
    {
        PatchedFeatureMap<TMap> input = _slots[slot]!, result = _slots[step.Output]!;
        if (input.IsWhole && result.IsWhole)
            return input.Values;
        if (input.Regions.AsSpan().SequenceEqual(result.Regions))
            return AsPlaces(input.Values);
        RegionBatch parts = input.BatchFor(result.Regions);
        TMap cut = Rent(new Shape(parts.Positions, _plan.Slots[slot].StorageShape[3]), step.Output);
        if (parts.Count > 0)
            _work.Copy(_run.BaselineMaps[slot], AsPlaces(input.Values), parts, cut);
        return cut;
    }

    private static TMap AsPlaces(TMap values) => values.Reshape(new Shape(values.Count / values.Shape[-1], values.Shape[-1]));

    private static TMap AsRow(TMap values) => values.Reshape(new Shape(1, 1, values.Count / values.Shape[-1], values.Shape[-1]));

    private TMap Rent(Shape shape, int holder) => Held(_work.Rent(shape), holder);

    private TMap Held(TMap map, int holder)
    {
        _rented[holder].Add(map);
        return map;
    }

    private void Return(int slot)
    {
        foreach (TMap map in _rented[slot])
            _work.Return(map);
        _rented[slot].Clear();
    }
}
