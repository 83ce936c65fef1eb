namespace NetInsight.Execution.Planning;

/// <summary>
/// Places spans in the order of the steps that write them: each into the smallest hole that it fits, else behind all others; a span that is
/// needed no longer leaves a hole. O(n log n) for n spans, whatever their lives.
/// </summary>
internal sealed class MemoryByTime
{
    private readonly SortedSet<Hole> _holes = [];
    private readonly Dictionary<int, int> _holeAt = [];         // size by offset
    private readonly Dictionary<int, int> _holeBefore = [];     // offset by end
    private int _end;

    /// <summary>Places the spans.</summary>
    /// <param name="spans">The spans, by slot.</param>
    /// <param name="mostFloats">The largest block.</param>
    /// <param name="cancellation">Stops between spans.</param>
    public static MemoryLayout Place(MemorySpan[] spans, int mostFloats, CancellationToken cancellation)
    {
        int[] begins = Sorted(spans, span => span.First), ends = Sorted(spans, span => span.Last);
        (int Slab, int Offset)[] places = new (int Slab, int Offset)[spans.Length];
        List<MemoryByTime> blocks = [];
        int released = 0;
        foreach (int index in begins)
        {
            cancellation.ThrowIfCancellationRequested();
            MemorySpan span = spans[index];
            for (; spans[ends[released]].Last < span.First; released++)
            {
                (int slab, int offset) = places[ends[released]];
                blocks[slab].Release(offset, spans[ends[released]].Size);
            }

            places[index] = Place(span.Size, mostFloats, blocks);
        }

        return new MemoryLayout(places, [.. blocks.Select(block => block._end)]);
    }

    private static int[] Sorted(MemorySpan[] spans, Func<MemorySpan, int> step)
    {
        int[] order = [.. Enumerable.Range(0, spans.Length)];
        Array.Sort(Array.ConvertAll(spans, span => ((long)step(span) << 32) + span.Slot), order);
        return order;
    }

    private static (int Slab, int Offset) Place(int size, int mostFloats, List<MemoryByTime> blocks)
    {
        int last = MemoryLayout.LastOffset(size, mostFloats);
        for (int slab = 0; slab < blocks.Count; slab++)
        {
            if (blocks[slab].TryPlace(size, last) is { } offset)
                return (slab, offset);
        }

        blocks.Add(new MemoryByTime());
        return (blocks.Count - 1, blocks[^1].TryPlace(size, last)!.Value);
    }

    /// <summary>The offset of the smallest hole for a size, or the end of the block; null where that is behind the last offset.</summary>
    private int? TryPlace(int size, int last)
    {
        if (_holes.Count > 0 && _holes.Max.Size >= size)
        {
            Hole hole = _holes.GetViewBetween(new Hole(size, 0), _holes.Max).Min;
            Remove(hole);
            if (hole.Size > size)
                Add(new Hole(hole.Size - size, hole.Offset + size));
            return hole.Offset;
        }

        int offset = _holeBefore.GetValueOrDefault(_end, _end);
        if (offset > last)
            return null;
        if (offset < _end)
            Remove(new Hole(_end - offset, offset));
        _end = offset + size;
        return offset;
    }

    private void Release(int offset, int size)
    {
        if (_holeBefore.TryGetValue(offset, out int before))
        {
            Remove(new Hole(offset - before, before));
            (offset, size) = (before, size + offset - before);
        }

        if (_holeAt.TryGetValue(offset + size, out int behind))
        {
            Remove(new Hole(behind, offset + size));
            size += behind;
        }

        Add(new Hole(size, offset));
    }

    private void Add(Hole hole)
    {
        _holes.Add(hole);
        _holeAt[hole.Offset] = hole.Size;
        _holeBefore[hole.Offset + hole.Size] = hole.Offset;
    }

    private void Remove(Hole hole)
    {
        _holes.Remove(hole);
        _holeAt.Remove(hole.Offset);
        _holeBefore.Remove(hole.Offset + hole.Size);
    }

    private readonly record struct Hole(int Size, int Offset) : IComparable<Hole>
    {
        public int CompareTo(Hole other) => Size != other.Size ? Size.CompareTo(other.Size) : Offset.CompareTo(other.Offset);
    }
}
