namespace NetInsight.Execution.Planning;

/// <summary>The memory of a slot: so many floats, needed from one step of a plan to another.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Size">Floats.</param>
/// <param name="First">The step that writes it first.</param>
/// <param name="Last">The step after which it is free.</param>
internal readonly record struct MemorySpan(int Slot, int Size, int First, int Last)
{
    /// <summary>Floats of a cache line: no two slots share one.</summary>
    private const int Line = 16;

    /// <summary>The memory of all slots that need some, by slot: none for views, inputs and constants.</summary>
    /// <param name="steps">The steps, marked with what they release.</param>
    /// <param name="slots">The slots.</param>
    public static MemorySpan[] Of(Step[] steps, Slot[] slots)
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

        List<MemorySpan> spans = new(slots.Length);
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (first[slot] >= 0)
                spans.Add(new MemorySpan(slot, Rounded(slots[slot].LogicalShape.Count), first[slot], last[slot]));
        }

        return [.. spans];
    }

    /// <summary>The number of pairs of spans that are needed at the same time, and the most floats that are needed at once.</summary>
    /// <param name="spans">The spans.</param>
    /// <param name="steps">The number of steps.</param>
    public static (long Pairs, long Peak) Load(MemorySpan[] spans, int steps)
    {
        int[] begin = new int[steps + 1], end = new int[steps + 1];
        long[] change = new long[steps + 2];
        foreach (MemorySpan span in spans)
        {
            begin[span.First]++;
            end[span.Last]++;
            change[span.First] += span.Size;
            change[span.Last + 1] -= span.Size;
        }

        long pairs = 0, alive = 0, held = 0, peak = 0;
        for (int step = 0; step <= steps; step++)
        {
            pairs += begin[step] * alive + begin[step] * (begin[step] - 1L) / 2;
            alive += begin[step] - end[step];
            held += change[step];
            peak = Math.Max(peak, held);
        }

        return (pairs, peak);
    }

    private static int Rounded(int count) => (int)Math.Min((Math.Max(count, 1) + (long)Line - 1) / Line * Line, Array.MaxLength - Line);
}
