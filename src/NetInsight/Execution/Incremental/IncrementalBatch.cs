namespace NetInsight;

/// <summary>One batch of masks on its way through a plan.</summary>
internal sealed class IncrementalBatch<TMap> where TMap : class, IDense<TMap>
{
    private readonly IncrementalRunOn<TMap> _run;
    private readonly MapWork<TMap> _work;
    private readonly Plan _plan, _whole;
    private readonly Area[] _masks;
    private readonly Area[]?[] _areas;
    private readonly PatchedSlot<TMap>?[] _slots;
    private readonly List<TMap>[] _rented;

    /// <summary>Follows the masks through the plan.</summary>
    /// <param name="run">The run, with the maps of the unchanged picture.</param>
    /// <param name="masks">The rectangles.</param>
    /// <param name="whole">The plan for so many pictures.</param>
    public IncrementalBatch(IncrementalRunOn<TMap> run, ReadOnlySpan<Area> masks, Plan whole)
    {
        (_run, _work, _plan, _whole, _masks) = (run, run.Work, run.Plan, whole, masks.ToArray());
        _areas = run.AreasOf(masks);
        _slots = new PatchedSlot<TMap>?[_plan.Slots.Length];
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
            case StepRule.Input:
                PatchedSlot<TMap> masked = New(step.Output);
                _work.CutMasks(_run.CleanMaps[step.Output], _run.HiddenMap(step.Output)!, _masks, masked.Areas, masked.Values);
                break;
            case StepRule.Same:
                _slots[step.Output] = _slots[step.Inputs[0]];
                break;
            case StepRule.Parts:
                ComputeParts(step);
                break;
            case StepRule.Places:
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
        if (_run.Rules[index] is not (StepRule.Parts or StepRule.Places) || _run.LastWriter[slot] != index || _slots[slot]!.Values.Count == 0)
            return;
        _areas[slot] = _work.Beyond(_run.CleanMaps[slot], _slots[slot]!, _run.Thresholds[slot]);
        DirtyAreas.Follow(_plan, _run.Rules, _masks, _areas, index + 1, other => _slots[other] is not null, _work.IsUniform);
    }

    private void ComputeParts(Step step)
    {
        int source = step.Inputs[0];
        PatchedSlot<TMap> input = _slots[source]!, result = _slots[step.Output] ?? New(step.Output);
        TMap? addend = step.Inputs.Length > 1 ? Cut(step.Inputs[1], step) : null;
        MapParts parts = input.PartsFor(result.Areas);
        if (input.IsWhole && result.IsWhole)
            _work.Forward(step.Operator, addend is null ? [input.Values] : [input.Values, addend], result.Values);
        else if (parts.Count > 0)
            _work.ForwardParts(step.Operator, _run.CleanMaps[source], AsPlaces(input.Values), parts, addend, result.Values);
    }

    private void ComputePlaces(Step step)
    {
        PatchedSlot<TMap> result = _slots[step.Output] ?? New(step.Output);
        if (result.Values.Count == 0)
            return;
        TMap[] inputs = Array.ConvertAll(step.Inputs, slot => _work.Constant(_plan, slot) ?? AsRow(Cut(slot, step)));
        _work.Forward(step.Operator, inputs, AsRow(result.Values));
    }

    private void ComputeWhole(int index)
    {
        Step step = _whole.Steps[index];
        TMap[] inputs = Array.ConvertAll(step.Inputs, slot => _work.Constant(_whole, slot) ?? WholeOf(slot, step.Output));
        Shape stored = _whole.Slots[step.Output].Stored;
        if (step.IsView)
        {
            _slots[step.Output] = WholeSlot(step.Output, inputs[0].Reshape(stored));
            return;
        }

        PatchedSlot<TMap> result = _slots[step.Output] ??= WholeSlot(step.Output, Rent(stored, step.Output));
        _work.Forward(step.Operator, inputs, result.Values);
    }

    /// <summary>A slot about to be written.</summary>
    private PatchedSlot<TMap> New(int slot)
    {
        Area[] areas = _areas[slot]!;
        Shape stored = _whole.Slots[slot].Stored;
        bool isWhole = _run.HiddenMap(slot) is null && areas.All(area => area.Places == stored[1] * stored[2]);
        return _slots[slot] = isWhole
            ? WholeSlot(slot, Rent(stored, slot))
            : new PatchedSlot<TMap>(areas, Rent(new Shape(areas.Sum(area => area.Places), stored[3]), slot));
    }

    private PatchedSlot<TMap> WholeSlot(int slot, TMap values) =>
        new(values, StepRules.IsMap(_whole.Slots[slot]) ? FeatureMap.OfStored(values.Shape) : null);

    /// <summary>The whole of a slot for every mask, in the order in which it is stored; memory of its own lives as long as slot <paramref name="holder"/>.</summary>
    private TMap WholeOf(int slot, int holder)
    {
        if (slot == _plan.Inputs[0])
            return MaskedInput(holder);
        PatchedSlot<TMap> patched = _slots[slot]!;
        if (patched.IsWhole)
            return patched.Values;
        Shape stored = _whole.Slots[slot].Stored;
        TMap values = Rent(stored, holder);
        Area map = new(0, 0, stored[1], stored[2]);
        _work.Cut(_run.CleanMaps[slot], patched.Values, patched.PartsFor([.. patched.Areas.Select(_ => map)]), values);
        return values;
    }

    private TMap MaskedInput(int holder)
    {
        Tensor pictures = Tensor.Uninitialized(_whole.Slots[_plan.Inputs[0]].Plain);
        MaskedPictures.Paste(_run.Input, _run.Hidden, _masks, pictures);
        return Held(_work.Send(pictures), holder);
    }

    /// <summary>The places of an input that a step's result has, whether they have changed or not.</summary>
    private TMap Cut(int slot, Step step)
    {
        PatchedSlot<TMap> input = _slots[slot]!, result = _slots[step.Output]!;
        if (input.IsWhole && result.IsWhole)
            return input.Values;
        if (input.Areas.AsSpan().SequenceEqual(result.Areas))
            return AsPlaces(input.Values);
        MapParts parts = input.PartsFor(result.Areas);
        TMap cut = Rent(new Shape(parts.Places, _plan.Slots[slot].Stored[3]), step.Output);
        if (parts.Count > 0)
            _work.Cut(_run.CleanMaps[slot], AsPlaces(input.Values), parts, cut);
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
