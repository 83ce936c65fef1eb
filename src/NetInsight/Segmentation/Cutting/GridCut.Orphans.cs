namespace NetInsight.Segmentation.Cutting;

/// <summary>Active nodes, from which trees grow, and orphans, whose edge to their parent is full.</summary>
internal sealed partial class GridCut
{
    private readonly int[] _nextActive;     // a list in the order of arrival; the last one names itself, others None
    private readonly int[] _nextOrphan;
    private int _firstActive;
    private int _lastActive;
    private int _firstOrphan;
    private int _lastOrphan;

    private void Activate(int node)
    {
        if (_nextActive[node] != None)
            return;
        if (_lastActive == None)
            _firstActive = node;
        else
            _nextActive[_lastActive] = node;
        _lastActive = node;
        _nextActive[node] = node;
    }

    /// <summary>The next active node that is in a tree; None if there is none.</summary>
    private int NextActive()
    {
        while (_firstActive != None)
        {
            int node = _firstActive;
            _firstActive = _nextActive[node] == node ? None : _nextActive[node];
            if (_firstActive == None)
                _lastActive = None;
            _nextActive[node] = None;
            if (_parent[node] != None)
                return node;
        }

        return None;
    }

    private void OrphanFirst(int node)
    {
        _parent[node] = Orphan;
        _nextOrphan[node] = _firstOrphan;
        _firstOrphan = node;
        if (_lastOrphan == None)
            _lastOrphan = node;
    }

    private void OrphanLast(int node)
    {
        _parent[node] = Orphan;
        _nextOrphan[node] = None;
        if (_lastOrphan == None)
            _firstOrphan = node;
        else
            _nextOrphan[_lastOrphan] = node;
        _lastOrphan = node;
    }

    /// <summary>Finds each orphan another parent in its tree, or sets it free.</summary>
    private void Adopt(CancellationToken cancellation)
    {
        for (int steps = 1; _firstOrphan != None; steps++)
        {
            int orphan = _firstOrphan;
            _firstOrphan = _nextOrphan[orphan];
            if (_firstOrphan == None)
                _lastOrphan = None;
            Adopt(orphan);
            if (steps % CancellationSteps == 0)
                cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Adopt(int orphan)
    {
        bool isSink = _isSink[orphan];
        int best = None, shortest = int.MaxValue;
        for (int direction = 0; direction < Directions; direction++)
        {
            int other = orphan + _offsets[direction];
            if (!IsConnected(orphan, other, direction, isSink) || _isSink[other] != isSink || _parent[other] == None)
                continue;
            int distance = DistanceOf(other);
            if (distance == int.MaxValue)
                continue;
            if (distance < shortest)
                (best, shortest) = (direction, distance);
            for (int node = other; _stamp[node] != _time; node += _offsets[_parent[node]])
                (_stamp[node], _distance[node]) = (_time, distance--);
        }

        if (best != None)
            (_parent[orphan], _stamp[orphan], _distance[orphan]) = ((sbyte)best, _time, shortest + 1);
        else
            SetFree(orphan, isSink);
    }

    /// <summary>How far a node is from its terminal; the largest integer where the way there ends in an orphan.</summary>
    private int DistanceOf(int node)
    {
        for (int distance = 0; ; node += _offsets[_parent[node]])
        {
            if (_stamp[node] == _time)
                return distance + _distance[node];
            distance++;
            if (_parent[node] == Terminal)
            {
                (_stamp[node], _distance[node]) = (_time, 1);
                return distance;
            }

            if (_parent[node] == Orphan)
                return int.MaxValue;
        }
    }

    /// <summary>The node leaves its tree: its children are orphans, and neighbours that could take it in are active again.</summary>
    private void SetFree(int orphan, bool isSink)
    {
        _parent[orphan] = None;
        for (int direction = 0; direction < Directions; direction++)
        {
            int other = orphan + _offsets[direction];
            sbyte parent = _parent[other];
            if (_isSink[other] != isSink || parent == None)
                continue;
            if (IsConnected(orphan, other, direction, isSink))
                Activate(other);
            if (parent == (direction ^ 1))
                OrphanLast(other);
        }
    }

    /// <summary>Whether flow fits between a node and a neighbour: from it in the source's tree, to it in the sink's.</summary>
    private bool IsConnected(int node, int other, int direction, bool isSink) =>
        _residual[isSink ? node * Directions + direction : other * Directions + (direction ^ 1)] > 0;
}
