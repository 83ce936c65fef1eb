namespace NetInsight.Execution.Planning;

/// <summary>
/// A graph made ready for one device, one input shape and one set of requested values: steps in order, fused and with layouts chosen, what
/// each slot holds and when its memory is free again. Immutable once made; any number of runs may share it.
/// </summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="Slots">What each slot holds.</param>
/// <param name="Inputs">The slots of the graph's inputs, in its order.</param>
/// <param name="Requested">For each requested value, the slot that holds it at the end, NCHW.</param>
internal sealed record Plan(Step[] Steps, Slot[] Slots, int[] Inputs, IReadOnlyDictionary<int, int> Requested)
{
    private MemoryPlan? _memory;
    private bool? _areImagesIndependent;

    /// <summary>The value of the graph that each slot holds.</summary>
    public int[] Values { get; init; } = [];

    /// <summary>The most elements that the slots of a run hold at once.</summary>
    public long Peak { get => field > 0 ? field : field = Lifetimes.Peak(this); }

    /// <summary>Whether no step mixes images. Found once: a run of a batch asks before it is cut into slices.</summary>
    /// <param name="images">The images of the batch for which the plan was made.</param>
    public bool AreImagesIndependent(int images)
    {
        return _areImagesIndependent ??= Steps.All(step =>
            step.Operator.IsPerImage && HoldsImages(Slots[step.Output]) && step.Inputs.All(slot =>
                Slots[slot].Constant is null ? HoldsImages(Slots[slot]) : IsShared(Slots[slot], Slots[step.Output])));

        bool HoldsImages(Slot slot) => slot.LogicalShape.Rank >= 2 && slot.LogicalShape[0] == images;

        static bool IsShared(Slot constant, Slot output) =>
            constant.LogicalShape.Rank < output.LogicalShape.Rank || constant.LogicalShape[0] == 1;
    }

    /// <summary>Where the slots lie in the memory of a run, made when it is first asked for.</summary>
    /// <param name="cancellation">Stops the making; the next that asks makes it anew.</param>
    public MemoryPlan Memory(CancellationToken cancellation) => _memory ??= MemoryPlan.Of(Steps, Slots, cancellation: cancellation);
}
