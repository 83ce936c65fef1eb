namespace NetInsight.Execution.Planning;

/// <summary>
/// Places the largest spans first, each at the lowest offset where nothing lies while it is needed (Pisarchyk and Lee 2020,
/// arXiv:2001.03288, greedy by size). The time grows with the number of pairs of spans that are needed at the same time.
/// </summary>
internal sealed class MemoryBySize
{
    private readonly MemorySpan[] _spans;
    private readonly (int Slab, int Offset)[] _places;
    private readonly int[] _byFirst;                // spans by their first step
    private readonly int[] _rank;                   // the inverse
    private readonly int[] _latest;                 // binary tree over _byFirst: the largest last step of placed spans; -1 where none is
    private readonly int _leaves;
    private long[] _keys = new long[16];            // of spans that are needed at the same time: block and offset
    private int[] _ends = new int[16];
    private int _count;

    private MemoryBySize(MemorySpan[] spans)
    {
        _spans = spans;
        _places = new (int Slab, int Offset)[spans.Length];
        _byFirst = [.. Enumerable.Range(0, spans.Length)];
        Array.Sort(Array.ConvertAll(spans, span => ((long)span.First << 32) + span.Slot), _byFirst);
        _rank = new int[spans.Length];
        for (int rank = 0; rank < _byFirst.Length; rank++)
            _rank[_byFirst[rank]] = rank;
        for (_leaves = 1; _leaves < spans.Length; _leaves *= 2)
        {
        }

        _latest = new int[2 * _leaves];
        Array.Fill(_latest, -1);
    }

    /// <summary>Places the spans.</summary>
    /// <param name="spans">The spans, by slot.</param>
    /// <param name="mostFloats">The largest block.</param>
    /// <param name="cancellation">Stops between spans.</param>
    public static MemoryLayout Place(MemorySpan[] spans, int mostFloats, CancellationToken cancellation)
    {
        MemoryBySize placement = new(spans);
        int[] order = [.. Enumerable.Range(0, spans.Length)];
        Array.Sort(Array.ConvertAll(order, index => ((long)-spans[index].Size << 32) + index), order);
        List<int> slabs = [];
        foreach (int index in order)
        {
            cancellation.ThrowIfCancellationRequested();
            placement.Place(index, mostFloats, slabs);
        }

        return new MemoryLayout(placement._places, slabs);
    }

    private void Place(int index, int mostFloats, List<int> slabs)
    {
        MemorySpan span = _spans[index];
        _count = 0;
        Collect(1, 0, _leaves, span);
        Array.Sort(_keys, _ends, 0, _count);

        // Through the spans in the way, block by block, each from its lowest offset on.
        int slab = 0, offset = 0, last = MemoryLayout.LastOffset(span.Size, mostFloats);
        for (int next = 0; slab < slabs.Count; slab++, offset = 0)
        {
            for (; next < _count && _keys[next] >> 32 == slab && (int)_keys[next] - offset < span.Size; next++)
                offset = Math.Max(offset, _ends[next]);
            if (offset <= last)
                break;
            while (next < _count && _keys[next] >> 32 == slab)
                next++;
        }

        if (slab == slabs.Count)
            slabs.Add(0);
        slabs[slab] = Math.Max(slabs[slab], offset + span.Size);
        _places[index] = (slab, offset);
        for (int node = _leaves + _rank[index]; node > 0 && _latest[node] < span.Last; node /= 2)
            _latest[node] = span.Last;
    }

    /// <summary>Collects the placed spans below a node of the tree that are needed while <paramref name="span"/> is.</summary>
    private void Collect(int node, int first, int count, MemorySpan span)
    {
        if (_latest[node] < span.First || _spans[_byFirst[Math.Min(first, _byFirst.Length - 1)]].First > span.Last)
            return;
        if (count > 1)
        {
            Collect(2 * node, first, count / 2, span);
            Collect(2 * node + 1, first + count / 2, count / 2, span);
            return;
        }

        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * _count);
            Array.Resize(ref _ends, 2 * _count);
        }

        (int slab, int offset) = _places[_byFirst[first]];
        _keys[_count] = ((long)slab << 32) + offset;
        _ends[_count++] = offset + _spans[_byFirst[first]].Size;
    }
}
