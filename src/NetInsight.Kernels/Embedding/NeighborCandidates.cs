namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Collects the rows that may be among the nearest <paramref name="count"/> of one query: every row whose lower bound of the distance is
/// not above the count-th smallest upper bound. So no true nearest row is lost to rounding.
/// </summary>
internal sealed class NeighborCandidates(int count)
{
    private readonly float[] _upper = new float[count];          // a max-heap of the count smallest upper bounds
    private readonly List<(float Lower, int Index)> _found = [];
    private int _size;
    private int _pruneAt;

    /// <summary>A row with a lower bound above this is no candidate.</summary>
    public float Threshold { get; private set; }

    /// <summary>The candidates; some may lie above the final threshold.</summary>
    public IReadOnlyList<(float Lower, int Index)> Found => _found;

    /// <summary>Removes all candidates, for the next query.</summary>
    public void Clear()
    {
        _found.Clear();
        _size = 0;
        _pruneAt = 4 * count + 64;
        Threshold = float.PositiveInfinity;
    }

    /// <summary>Adds a row whose distance lies between two bounds.</summary>
    public void Add(float lower, float upper, int index)
    {
        if (lower > Threshold)
            return;
        _found.Add((lower, index));
        if (_size < count)
        {
            SiftUp(_size++, upper);
        }
        else if (upper < _upper[0])
        {
            SiftDown(upper);
        }

        if (_size == count)
            Threshold = _upper[0];
        if (_found.Count >= _pruneAt)
        {
            _found.RemoveAll(candidate => candidate.Lower > Threshold);
            _pruneAt = Math.Max(_pruneAt, 2 * _found.Count);
        }
    }

    private void SiftUp(int at, float value)
    {
        while (at > 0 && _upper[(at - 1) / 2] < value)
        {
            _upper[at] = _upper[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _upper[at] = value;
    }

    private void SiftDown(float value)
    {
        int at = 0;
        for (int child = 1; child < count; child = 2 * at + 1)
        {
            if (child + 1 < count && _upper[child + 1] > _upper[child])
                child++;
            if (_upper[child] <= value)
                break;
            _upper[at] = _upper[child];
            at = child;
        }

        _upper[at] = value;
    }
}
