namespace NetInsight.Execution.Planning;

/// <summary>
/// Where each slot of a plan lies: slots that are never needed at the same time share memory. Made once for a shape, by lifetimes.
/// </summary>
/// <remarks>
/// <code>
///   memory |  a a a a  | c c      |
///          |  a a a a  | c c  d d |
///          |     b b b   b b      |
///          +---------------------------> steps
/// </code>
/// Slots are placed by size (<see cref="MemoryBySize"/>), where that takes no more memory than is needed at once, or than placing them in
/// the order of time (<see cref="MemoryByTime"/>). Where more pairs of slots are needed at the same time than <see cref="MostPairs"/>, as
/// in a network of 20,000 parallel layers, only the latter is tried: it takes O(n log n).
/// </remarks>
internal sealed class MemoryPlan
{
    /// <summary>Pairs of slots up to which slots are placed by size: some tenths of a second; published networks have thousands.</summary>
    public const long MostPairs = 2_000_000;

    private readonly (int Slab, int Offset)?[] _offsets;

    private MemoryPlan((int Slab, int Offset)?[] offsets, int[] slabs)
    {
        _offsets = offsets;
        Slabs = slabs;
    }

    /// <summary>The sizes of the blocks of memory that a run needs, in floats: one, unless one array cannot hold all.</summary>
    public int[] Slabs { get; }

    /// <summary>Where a slot lies; null for views, inputs and constants.</summary>
    public (int Slab, int Offset)? OffsetOf(int slot) => _offsets[slot];

    /// <summary>Lays out the slots of a plan whose steps are marked with what they release.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="mostFloats">The largest block.</param>
    /// <param name="cancellation">Stops between slots.</param>
    /// <exception cref="OperationCanceledException">The run that needs the plan was cancelled.</exception>
    public static MemoryPlan Of(Step[] steps, Slot[] slots, int mostFloats = 1 << 30, CancellationToken cancellation = default)
    {
        MemorySpan[] spans = MemorySpan.Of(steps, slots);
        MemoryLayout layout = Place(spans, steps.Length, mostFloats, cancellation);
        (int Slab, int Offset)?[] offsets = new (int Slab, int Offset)?[slots.Length];
        for (int index = 0; index < spans.Length; index++)
            offsets[spans[index].Slot] = layout.Places[index];
        return new MemoryPlan(offsets, [.. layout.Slabs]);
    }

    private static MemoryLayout Place(MemorySpan[] spans, int steps, int mostFloats, CancellationToken cancellation)
    {
        (long pairs, long peak) = MemorySpan.Load(spans, steps);
        if (pairs > MostPairs)
            return MemoryByTime.Place(spans, mostFloats, cancellation);
        MemoryLayout bySize = MemoryBySize.Place(spans, mostFloats, cancellation);
        if (bySize.Total <= peak)
            return bySize;
        MemoryLayout byTime = MemoryByTime.Place(spans, mostFloats, cancellation);
        return byTime.Total < bySize.Total ? byTime : bySize;
    }
}
