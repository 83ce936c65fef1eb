namespace NetInsight.Execution.Planning;

/// <summary>
/// Where each slot of a plan lies: slots that are never needed at the same time share memory. Made once for a shape, by lifetimes.
/// </summary>
/// <remarks>
/// The largest slots are placed first, each at the lowest offset where nothing lies during its lifetime (Pisarchyk and Lee 2020,
/// arXiv:2001.03288, greedy by size).
/// <code>
///   memory |  a a a a  | c c      |
///          |  a a a a  | c c  d d |
///          |     b b b   b b      |
///          +---------------------------> steps
/// </code>
/// </remarks>
internal sealed class MemoryPlan
{
    /// <summary>Floats of a cache line: no two slots share one.</summary>
    private const int Line = 16;

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
    public static MemoryPlan Of(Step[] steps, Slot[] slots, int mostFloats = 1 << 30)
    {
        List<Span> spans = LifetimesOf(steps, slots);
        List<Span> placed = [];
        List<int> slabs = [];
        foreach (Span span in spans.OrderByDescending(span => span.Size).ThenBy(span => span.Slot))
        {
            int slab = 0, offset = 0;
            for (; slab < slabs.Count; slab++)
            {
                offset = LowestOffset(span, placed.Where(other => other.Slab == slab && other.Meets(span)));
                if (offset <= Math.Max(mostFloats, span.Size) - span.Size)
                    break;
                offset = 0;
            }

            if (slab == slabs.Count)
                slabs.Add(0);
            slabs[slab] = Math.Max(slabs[slab], offset + span.Size);
            placed.Add(span with { Slab = slab, Offset = offset });
        }

        (int Slab, int Offset)?[] offsets = new (int Slab, int Offset)?[slots.Length];
        foreach (Span span in placed)
            offsets[span.Slot] = (span.Slab, span.Offset);
        return new MemoryPlan(offsets, [.. slabs]);
    }

    /// <summary>A slot's memory: needed from step First to step Last.</summary>
    private readonly record struct Span(int Slot, int Size, int First, int Last, int Slab = 0, int Offset = 0)
    {
        public bool Meets(Span other) => First <= other.Last && other.First <= Last;
    }

    private static List<Span> LifetimesOf(Step[] steps, Slot[] slots)
    {
        int[] first = new int[slots.Length], last = new int[slots.Length];
        Array.Fill(first, -1);
        Array.Fill(last, steps.Length);
        for (int index = 0; index < steps.Length; index++)
        {
            if (!steps[index].IsView && first[steps[index].Output] < 0)
                first[steps[index].Output] = index;
            foreach (int slot in steps[index].Releases)
                last[slot] = index;
        }

        return [.. Enumerable.Range(0, slots.Length)
            .Where(slot => first[slot] >= 0)
            .Select(slot => new Span(slot, Rounded(slots[slot].LogicalShape.Count), first[slot], last[slot]))];
    }

    private static int LowestOffset(Span span, IEnumerable<Span> others)
    {
        int offset = 0;
        foreach (Span other in others.OrderBy(other => other.Offset))
        {
            if (other.Offset - offset >= span.Size)
                break;
            offset = Math.Max(offset, other.Offset + other.Size);
        }

        return offset;
    }

    private static int Rounded(int count) => (int)Math.Min((Math.Max(count, 1) + (long)Line - 1) / Line * Line, Array.MaxLength - Line);
}
