namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Collects the rows that may be among the nearest <paramref name="count"/> of one query: every row whose least possible distance is not above the
/// count-th smallest of the largest possible ones. So none of the true nearest is lost to rounding.
/// </summary>
internal sealed class NeighborCandidates(int count)
{
    private readonly float[] _highest = new float[count];          // a heap: the count smallest upper bounds, the largest of them first
    private readonly List<(float Lowest, int Index)> _found = [];
    private int _kept;
    private int _pruneAt;

    /// <summary>A row with a lower bound above this is no candidate.</summary>
    public float Threshold { get; private set; }

    /// <summary>The candidates; some may lie above the final threshold.</summary>
    public IReadOnlyList<(float Lowest, int Index)> Found => _found;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _found.Clear();
        _kept = 0;
        _pruneAt = 4 * count + 64;
        Threshold = float.PositiveInfinity;
    }

    /// <summary>A row at a distance between two bounds.</summary>
    public void Add(float lowest, float highest, int index)
    {
        if (lowest > Threshold)
            return;
        _found.Add((lowest, index));
        if (_kept < count)
        {
            SiftUp(_kept++, highest);
        }
        else if (highest < _highest[0])
        {
            SiftDown(highest);
        }

        if (_kept == count)
            Threshold = _highest[0];
        if (_found.Count >= _pruneAt)
        {
            _found.RemoveAll(candidate => candidate.Lowest > Threshold);
            _pruneAt = Math.Max(_pruneAt, 2 * _found.Count);
        }
    }

    private void SiftUp(int at, float value)
    {
        while (at > 0 && _highest[(at - 1) / 2] < value)
        {
            _highest[at] = _highest[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _highest[at] = value;
    }

    private void SiftDown(float value)
    {
        int at = 0;
        for (int child = 1; child < count; child = 2 * at + 1)
        {
            if (child + 1 < count && _highest[child + 1] > _highest[child])
                child++;
            if (_highest[child] <= value)
                break;
            _highest[at] = _highest[child];
            at = child;
        }

        _highest[at] = value;
    }
}
