namespace NetInsight;

/// <summary>
/// Runs a network on one picture with many rectangles of it replaced, computing only what each rectangle changes. Exact: every place that may differ from
/// the clean run is computed from the places that it sees (Nakandala et al. 2019, Incremental and approximate inference for faster occlusion-based deep CNN
/// explanations, SIGMOD), here with rectangles clipped for each mask and of any size in one batch.
/// </summary>
/// <remarks>
/// <code>
///   mask -> dirty rectangle -> dirty rectangle -> ... -> nearly all dirty: whole maps -> logits
///              |  values of all masks of a batch, one behind the other
///   clean maps of the unchanged picture stand behind them
/// </code>
/// </remarks>
internal sealed class IncrementalRun
{
    private readonly Plan _plan;
    private readonly StepRule[] _rules;
    private readonly CpuDevice _device;
    private readonly Arena _arena = new();
    private readonly Tensor _input, _hidden;
    private readonly CleanMaps _clean;
    private readonly Dictionary<int, Tensor> _hiddenMaps = [];
    private readonly float _tolerance;
    private readonly float[] _thresholds;
    private readonly int[] _lastWriter;

    /// <summary>Runs the unchanged picture.</summary>
    /// <param name="plan">The plan for one picture.</param>
    /// <param name="device">The processor.</param>
    /// <param name="input">The picture, plain.</param>
    /// <param name="hidden">What replaces a rectangle: the same places of this, of the same shape.</param>
    /// <param name="tolerance">Changes of a map below this share of its largest magnitude are not followed further; 0 for exact runs.</param>
    public IncrementalRun(Plan plan, CpuDevice device, Tensor input, Tensor hidden, float tolerance = 0)
    {
        _tolerance = tolerance;
        (_plan, _device, _input, _hidden) = (plan, device, input, hidden);
        _rules = StepRules.Of(plan);
        _lastWriter = new int[plan.Slots.Length];
        for (int index = 0; index < plan.Steps.Length; index++)
            _lastWriter[plan.Steps[index].Output] = index;
        _clean = new CleanMaps(plan, device, input);
        _thresholds = [.. plan.Slots.Select((slot, index) => tolerance > 0 && StepRules.IsMap(slot) && slot.Constant is null ? tolerance * Change.Magnitude(_clean[index]) : 0)];
        foreach ((Step step, StepRule rule) in plan.Steps.Zip(_rules).Where(pair => pair.Second == StepRule.Input))
        {
            Tensor map = step.IsView ? hidden.Reshape(plan.Slots[step.Output].Stored) : Tensor.Uninitialized(plan.Slots[step.Output].Stored);
            if (!step.IsView)
                device.Forward(step.Operator, [hidden], map);
            _hiddenMaps[step.Output] = map;
        }
    }

    /// <summary>The numbers that a mask changes at most, over all slots together.</summary>
    public long CountOf(Area mask)
    {
        Area[]?[] areas = DirtyAreas.Of(_plan, _rules, [mask]);
        return Enumerable.Range(0, areas.Length).Sum(slot => areas[slot] is [var area] ? (long)area.Places * _plan.Slots[slot].Stored[3] : _plan.Slots[slot].Plain.Count);
    }

    /// <summary>A value of the network for each of some masks, plain, one behind the other.</summary>
    /// <param name="masks">The rectangles.</param>
    /// <param name="whole">The plan for so many pictures.</param>
    /// <param name="value">The wanted value.</param>
    public Tensor Run(ReadOnlySpan<Area> masks, Plan whole, int value) => new Batch(this, masks, whole).Run(value);

    /// <summary>One batch of masks on its way through the plan.</summary>
    private sealed class Batch
    {
        private readonly IncrementalRun _run;
        private readonly Plan _plan, _whole;
        private readonly Area[] _masks;
        private readonly Area[]?[] _areas;
        private readonly PatchedSlot?[] _slots;
        private readonly List<float[]>[] _rented;

        public Batch(IncrementalRun run, ReadOnlySpan<Area> masks, Plan whole)
        {
            (_run, _plan, _whole, _masks) = (run, run._plan, whole, masks.ToArray());
            _areas = DirtyAreas.Of(_plan, run._rules, masks);
            _slots = new PatchedSlot?[_plan.Slots.Length];
            _rented = [.. _plan.Slots.Select(_ => new List<float[]>())];
        }

        public Tensor Run(int value)
        {
            try
            {
                for (int index = 0; index < _plan.Steps.Length; index++)
                {
                    Compute(index);
                    if (_run._tolerance > 0)
                        DropSmallChanges(index);
                    foreach (int slot in _plan.Steps[index].Releases)
                        Return(slot);
                }

                return WholeOf(_plan.Kept[value], _plan.Kept[value]).Clone();
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
            switch (_run._rules[index])
            {
                case StepRule.Input:
                    Tensor hidden = _run._hiddenMaps[step.Output];
                    MapParts masks = new([.. _masks.Select(mask => new MapPart(0, mask))]);
                    PatchCut.Compute(_run._device, hidden, null, masks, New(step.Output).Values);
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
            if (_run._rules[index] is not (StepRule.Parts or StepRule.Places) || _run._lastWriter[slot] != index || _slots[slot]!.Values.Count == 0)
                return;
            _areas[slot] = Change.Beyond(_run._device, _run._clean[slot], _slots[slot]!, _run._thresholds[slot]);
            DirtyAreas.Follow(_plan, _run._rules, _masks, _areas, index + 1, other => _slots[other] is not null);
        }

        private void ComputeParts(Step step)
        {
            int source = step.Inputs[0];
            PatchedSlot input = _slots[source]!, result = _slots[step.Output] ?? New(step.Output);
            Tensor? addend = step.Inputs.Length > 1 ? Cut(step.Inputs[1], step) : null;
            MapParts parts = input.PartsFor(result.Areas);
            if (input.IsWhole && result.IsWhole)
                _run._device.Forward(step.Operator, addend is null ? [input.Values] : [input.Values, addend], result.Values);
            else if (parts.Count > 0)
                ((IComputesParts)step.Operator).ForwardParts(_run._device, _run._clean[source], AsPlaces(input.Values), parts, addend, result.Values);
        }

        private void ComputePlaces(Step step)
        {
            PatchedSlot result = _slots[step.Output] ?? New(step.Output);
            if (result.Values.Count == 0)
                return;
            Tensor[] inputs = Array.ConvertAll(step.Inputs, slot => _plan.Slots[slot].Constant is { } constant ? constant : AsRow(Cut(slot, step)));
            _run._device.Forward(step.Operator, inputs, AsRow(result.Values));
        }

        private void ComputeWhole(int index)
        {
            Step step = _whole.Steps[index];
            Tensor[] inputs = Array.ConvertAll(step.Inputs, slot => _whole.Slots[slot].Constant ?? WholeOf(slot, step.Output));
            Shape stored = _whole.Slots[step.Output].Stored;
            if (step.IsView)
            {
                _slots[step.Output] = WholeSlot(step.Output, inputs[0].Reshape(stored));
                return;
            }

            PatchedSlot result = _slots[step.Output] ??= WholeSlot(step.Output, Rent(stored, step.Output));
            _run._device.Forward(step.Operator, inputs, result.Values);
        }

        /// <summary>A slot about to be written.</summary>
        private PatchedSlot New(int slot)
        {
            Area[] areas = _areas[slot]!;
            Shape stored = _whole.Slots[slot].Stored;
            bool isWhole = _run._hiddenMaps.ContainsKey(slot) is false && areas.All(area => area.Places == stored[1] * stored[2]);
            return _slots[slot] = isWhole
                ? WholeSlot(slot, Rent(stored, slot))
                : new PatchedSlot(areas, Rent(new Shape(areas.Sum(area => area.Places), stored[3]), slot));
        }

        private PatchedSlot WholeSlot(int slot, Tensor values) =>
            new(values, StepRules.IsMap(_whole.Slots[slot]) ? FeatureMap.OfStored(values.Shape) : null);

        /// <summary>The whole of a slot for every mask, in the order in which it is stored; memory of its own lives as long as slot <paramref name="holder"/>.</summary>
        private Tensor WholeOf(int slot, int holder)
        {
            if (slot == _plan.Inputs[0])
                return MaskedInput(holder);
            PatchedSlot patched = _slots[slot]!;
            if (patched.IsWhole)
                return patched.Values;
            Shape stored = _whole.Slots[slot].Stored;
            Tensor values = Rent(stored, holder);
            Area map = new(0, 0, stored[1], stored[2]);
            PatchCut.Compute(_run._device, _run._clean[slot], patched.Values, patched.PartsFor([.. patched.Areas.Select(_ => map)]), values);
            return values;
        }

        private Tensor MaskedInput(int holder)
        {
            Tensor values = Rent(_whole.Slots[_plan.Inputs[0]].Plain, holder);
            MaskedPictures.Paste(_run._input, _run._hidden, _masks, values);
            return values;
        }

        /// <summary>The places of an input that a step's result has, whether they have changed or not.</summary>
        private Tensor Cut(int slot, Step step)
        {
            PatchedSlot input = _slots[slot]!, result = _slots[step.Output]!;
            if (input.IsWhole && result.IsWhole)
                return input.Values;
            if (input.Areas.AsSpan().SequenceEqual(result.Areas))
                return AsPlaces(input.Values);
            MapParts parts = input.PartsFor(result.Areas);
            Tensor cut = Rent(new Shape(parts.Places, _plan.Slots[slot].Stored[3]), step.Output);
            if (parts.Count > 0)
                PatchCut.Compute(_run._device, _run._clean[slot], AsPlaces(input.Values), parts, cut);
            return cut;
        }

        private static Tensor AsPlaces(Tensor values) => values.Reshape(new Shape(values.Count / values.Shape[-1], values.Shape[-1]));

        private static Tensor AsRow(Tensor values) => values.Reshape(new Shape(1, 1, values.Count / values.Shape[-1], values.Shape[-1]));

        private Tensor Rent(Shape shape, int holder)
        {
            Tensor tensor = _run._arena.Rent(shape, out float[] array);
            _rented[holder].Add(array);
            return tensor;
        }

        private void Return(int slot)
        {
            foreach (float[] array in _rented[slot])
                _run._arena.Return(array);
            _rented[slot].Clear();
        }
    }
}
