using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// One batch of replaced regions on its way through a plan. Steps that follow dirty regions run here, whole ones in a <see
/// cref="PlanRun{TTensor}"/>.
/// </summary>
internal sealed class IncrementalBatch<TTensor> : IDisposable where TTensor : class, IDense<TTensor>
{
    private readonly IncrementalSession<TTensor> _session;
    private readonly IncrementalBackend<TTensor> _backend;
    private readonly Plan _plan, _whole;
    private readonly Region[] _replaced;
    private readonly Region[]?[] _dirty;
    private readonly PatchedFeatureMap<TTensor>?[] _slots;
    private readonly BatchPlace _place;
    private readonly RentedMemory<TTensor> _memory;
    private readonly PlanRun<TTensor> _wholeRun;

    /// <summary>Follows the regions through the plan.</summary>
    /// <param name="session">The session, with the original maps.</param>
    /// <param name="replaced">The regions that are replaced, one for each image of the batch.</param>
    /// <param name="whole">The plan for so many images; its steps and slots are those of the session's plan for one.</param>
    /// <param name="memoryBudget">The most bytes that the batches of all sessions on the model hold at once.</param>
    public IncrementalBatch(IncrementalSession<TTensor> session, ReadOnlySpan<Region> replaced, Plan whole, long memoryBudget)
    {
        (_session, _backend, _plan, _whole, _replaced) = (session, session.Backend, session.Plan, whole, replaced.ToArray());
        _dirty = session.DirtyRegionsOf(replaced);
        _slots = new PatchedFeatureMap<TTensor>?[_plan.Slots.Length];
        _place = session.Batches.Enter(Bytes(), memoryBudget, session.Input.Cancellation);
        try
        {
            RunBackend<TTensor> run = _backend.RunIn(_place);
            _memory = new RentedMemory<TTensor>(run, _plan.Slots.Length);
            _wholeRun = new PlanRun<TTensor>(whole, run, _memory);
        }
        catch
        {
            _place.Dispose();
            throw;
        }
    }

    /// <summary>The session's value for each region, NCHW, one after the other.</summary>
    public Tensor Run()
    {
        for (int index = 0; index < _plan.Steps.Length; index++)
        {
            if (_session.Input.Tolerance > 0)
                FollowWhatIsLeft(index);
            Compute(index);
            if (_session.Input.Tolerance > 0)
                DropSmallChanges(index);
            foreach (int slot in _plan.Steps[index].Releases)
                _memory.Release(slot);
        }

        int requested = _plan.Requested[_session.Input.Value];
        Tensor result = _backend.Run.Fetch(WholeOf(requested, requested));
        GC.KeepAlive(_whole);                                   // whose constants on a GPU live as long as it
        return result;
    }

    /// <summary>Gives back all memory.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _place.Dispose();
    }

    /// <summary>The bytes of everything that the batch computes: more than it holds at once, about what its arena keeps.</summary>
    private long Bytes() => sizeof(float) * Enumerable.Range(0, _dirty.Length).Sum(slot => _dirty[slot] is { } regions
        ? regions.Sum(region => (long)region.Positions) * _whole.Slots[slot].StorageShape[3]
        : _whole.Slots[slot].Constant is null ? (long)_whole.Slots[slot].LogicalShape.Count : 0);

    private void Compute(int index)
    {
        Step step = _plan.Steps[index];
        switch (_session.Rules[index])
        {
            case DirtyRule.Input:
                PatchedFeatureMap<TTensor> input = New(step.Output);
                _backend.CopyReplaced(
                    _session.OriginalMaps[step.Output], _session.BaselineMap(step.Output)!, _replaced, input.Regions, input.Values);
                break;
            case DirtyRule.Same:
                _slots[step.Output] = _slots[step.Inputs[0]];
                break;
            case DirtyRule.Window:
                ComputeRegions(step);
                break;
            case DirtyRule.Pointwise:
                ComputePositions(step);
                break;
            default:
                ComputeWhole(_whole.Steps[index]);
                break;
        }
    }

    /// <summary>
    /// Follows what is left of the changes, through a step that begins a slot, as far as the last one that writes it: each step is
    /// followed once, or as often as slots of several writers lie around it.
    /// </summary>
    private void FollowWhatIsLeft(int index)
    {
        int slot = _plan.Steps[index].Output;
        if (_slots[slot] is null)
        {
            DirtyRegions.Follow(
                _plan,
                _session.Rules,
                _replaced,
                _dirty,
                index..(_session.LastWriter[slot] + 1),
                other => _slots[other] is not null,
                _backend.IsUniform);
        }
    }

    /// <summary>Narrows what is followed further to the positions that differ by more than the tolerance.</summary>
    private void DropSmallChanges(int index)
    {
        int slot = _plan.Steps[index].Output;
        bool hasRegions = _session.Rules[index] is DirtyRule.Window or DirtyRule.Pointwise;
        if (!hasRegions || _session.LastWriter[slot] != index || _slots[slot]!.Values.Count == 0)
            return;
        _dirty[slot] = _backend.DirtyBeyond(_session.OriginalMaps[slot], _slots[slot]!, _session.Thresholds[slot]);
    }

    /// <summary>A window slides over the dirty regions and what lies around them.</summary>
    private void ComputeRegions(Step step)
    {
        int source = step.Inputs[0];
        PatchedFeatureMap<TTensor> input = _slots[source]!, result = _slots[step.Output] ?? New(step.Output);
        TTensor? addend = step.Inputs.Length > 1 ? Cut(step.Inputs[1], step) : null;
        RegionBatch regions = input.BatchFor(result.Regions);
        TTensor original = _session.OriginalMaps[source];
        if (input.IsWhole && result.IsWhole)
            _backend.Run.Forward(step.Operator, addend is null ? [input.Values] : [input.Values, addend], result.Values);
        else if (regions.Count > 0)
            _backend.ForwardRegions(step.Operator, original, AsPositions(input.Values), regions, addend, result.Values);
    }

    /// <summary>Each position follows from itself: all positions of all dirty regions are one row of a map.</summary>
    private void ComputePositions(Step step)
    {
        PatchedFeatureMap<TTensor> result = _slots[step.Output] ?? New(step.Output);
        if (result.Values.Count == 0)
            return;
        TTensor[] inputs = Array.ConvertAll(
            step.Inputs, slot => _plan.Slots[slot].Constant is null ? AsRow(Cut(slot, step)) : _session.OriginalMaps[slot]);
        _backend.Run.Forward(step.Operator, inputs, AsRow(result.Values));
    }

    private void ComputeWhole(Step step)
    {
        foreach (int slot in step.Inputs)
        {
            if (_whole.Slots[slot].Constant is null)
                _wholeRun[slot] = WholeOf(slot, step.Output);
        }

        if (_slots[step.Output] is { } begun)
            _wholeRun[step.Output] = begun.Values;
        _wholeRun.Compute(step);
        _slots[step.Output] ??= WholeSlot(step.Output, _wholeRun[step.Output]);
    }

    /// <summary>A slot about to be written.</summary>
    private PatchedFeatureMap<TTensor> New(int slot)
    {
        Region[] dirty = _dirty[slot]!;
        Shape stored = _whole.Slots[slot].StorageShape;
        bool isWhole = _session.BaselineMap(slot) is null && dirty.All(region => region.Positions == stored[1] * stored[2]);
        return _slots[slot] = isWhole
            ? WholeSlot(slot, _memory.Place(slot, stored))
            : new PatchedFeatureMap<TTensor>(dirty, _memory.Place(slot, new Shape(dirty.Sum(region => region.Positions), stored[3])));
    }

    private PatchedFeatureMap<TTensor> WholeSlot(int slot, TTensor values) =>
        new(values, DirtyRules.IsMap(_whole.Slots[slot]) ? FeatureMap.OfNhwc(values.Shape) : null);

    /// <summary>
    /// The whole of a slot for every region, as stored; memory of its own lives as long as slot <paramref name="holder"/>.
    /// </summary>
    private TTensor WholeOf(int slot, int holder)
    {
        if (slot == _plan.Inputs[0])
        {
            Tensor images = Tensor.Uninitialized(_whole.Slots[slot].LogicalShape);
            OccludedInputs.Paste(_session.Input.Image, _session.Input.Baseline, _replaced, images);
            _wholeRun.Send(images, slot, holder);
            return _wholeRun[slot];
        }

        PatchedFeatureMap<TTensor> patched = _slots[slot]!;
        if (patched.IsWhole)
            return patched.Values;
        Shape stored = _whole.Slots[slot].StorageShape;
        TTensor values = _memory.Place(holder, stored);
        Region map = new(0, 0, stored[1], stored[2]);
        _backend.Copy(_session.OriginalMaps[slot], patched.Values, patched.BatchFor([.. patched.Regions.Select(_ => map)]), values);
        return values;
    }

    /// <summary>The positions of an input at which a step's result is dirty, whether the input is dirty there or not.</summary>
    private TTensor Cut(int slot, Step step)
    {
        PatchedFeatureMap<TTensor> input = _slots[slot]!, result = _slots[step.Output]!;
        if (input.IsWhole && result.IsWhole)
            return input.Values;
        if (input.Regions.AsSpan().SequenceEqual(result.Regions))
            return AsPositions(input.Values);
        RegionBatch regions = input.BatchFor(result.Regions);
        TTensor cut = _memory.Place(step.Output, new Shape(regions.Positions, _plan.Slots[slot].StorageShape[3]));
        if (regions.Count > 0)
            _backend.Copy(_session.OriginalMaps[slot], AsPositions(input.Values), regions, cut);
        return cut;
    }

    /// <summary>The elements as [positions, channels].</summary>
    private static TTensor AsPositions(TTensor values) => values.Reshape(new Shape(values.Count / values.Shape[-1], values.Shape[-1]));

    /// <summary>The elements as a map of one row, [1, 1, positions, channels].</summary>
    private static TTensor AsRow(TTensor values) => values.Reshape(new Shape(1, 1, values.Count / values.Shape[-1], values.Shape[-1]));
}
