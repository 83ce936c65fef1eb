using System.Collections.Immutable;
using System.Diagnostics;

namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// The minimum cut between a source and a sink of a graph whose nodes are the pixels of an image, each joined to its eight neighbours:
/// augmenting paths between two search trees that are kept (Boykov and Kolmogorov 2004, "An Experimental Comparison of Min-Cut/Max-Flow
/// Algorithms for Energy Minimization in Vision").
/// </summary>
/// <remarks>
/// Capacities are integers, so that the cut is exact. Nodes lie in a grid with a border of one, which no edge reaches: no loop asks whether
/// it has left the image. After <see cref="Solve"/> capacities of terminals may be changed and the cut solved again from the flow that is
/// there: the sum of the terminal capacities so far and their residues differ by that flow, whatever is added to them later (Kohli and Torr
/// 2005).
/// </remarks>
internal sealed partial class GridCut
{
    /// <summary>The number of neighbours: right, left, down, up, and the diagonals.</summary>
    public const int Directions = 8;

    private const sbyte None = -1, Terminal = Directions, Orphan = Directions + 1;
    private const int CancellationSteps = 4096;

    private readonly int _width;
    private readonly int _stride;
    private readonly int[] _offsets;
    private readonly int[] _residual;       // [node, direction]: what still fits through the edge to that neighbour
    private readonly int[] _terminal;       // what still fits from the source (above 0) or to the sink (below 0)
    private readonly int[] _given;          // terminal capacities as set
    private readonly sbyte[] _parent;       // direction of the parent in the tree
    private readonly bool[] _isSink;        // which tree
    private readonly int[] _stamp;          // when the distance was last right
    private readonly int[] _distance;       // to the terminal
    private int _time;

    /// <summary>A graph without capacities.</summary>
    public GridCut(int height, int width)
    {
        (Height, _width, _stride) = (height, width, width + 2);
        int nodes = checked((height + 2) * _stride);
        _offsets = [.. Steps.Select(step => step.Down * _stride + step.Right)];
        _residual = new int[checked(nodes * Directions)];
        (_terminal, _given, _stamp, _distance) = (new int[nodes], new int[nodes], new int[nodes], new int[nodes]);
        (_parent, _isSink) = (new sbyte[nodes], new bool[nodes]);
        (_nextActive, _nextOrphan) = (new int[nodes], new int[nodes]);
    }

    /// <summary>Rows and columns from a pixel to its neighbour in each direction; that of d ^ 1 is the opposite of d's.</summary>
    public static ImmutableArray<(int Down, int Right)> Steps { get; } =
        [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, -1), (1, -1), (-1, 1)];

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>All flow from the source to the sink so far. Terminal capacities count by their difference.</summary>
    public long Flow { get; private set; }

    /// <summary>
    /// Sets the capacities of an edge, in its direction and against it. The neighbour must lie inside; not after a solution.
    /// </summary>
    public void SetEdge(int row, int column, int direction, int capacity, int reverse)
    {
        (int down, int right) = Steps[direction];
        Debug.Assert((uint)(row + down) < Height && (uint)(column + right) < _width && capacity >= 0 && reverse >= 0);
        int node = NodeOf(row, column);
        _residual[node * Directions + direction] = capacity;
        _residual[(node + _offsets[direction]) * Directions + (direction ^ 1)] = reverse;
    }

    /// <summary>Sets what a pixel is joined with to the terminals: the source's capacity less the sink's.</summary>
    public void SetTerminal(int row, int column, int capacity)
    {
        int node = NodeOf(row, column);
        _terminal[node] += capacity - _given[node];
        _given[node] = capacity;
    }

    /// <summary>Whether a pixel is on the source's side of the minimum cut; of several cuts, that with the smallest source side.</summary>
    public bool IsSource(int row, int column)
    {
        int node = NodeOf(row, column);
        return _parent[node] != None && !_isSink[node];
    }

    /// <summary>Finds the minimum cut.</summary>
    public void Solve(CancellationToken cancellation)
    {
        Plant();
        int current = None, steps = 0;
        while (true)
        {
            if (current != None)
                _nextActive[current] = None;
            if (current == None || _parent[current] == None)
                current = NextActive();
            if (current == None)
                return;
            int edge = Grow(current);
            _time++;
            if (edge == None)
            {
                current = None;
            }
            else
            {
                _nextActive[current] = current;         // not to be queued: it is the next one in any case
                Augment(edge);
                Adopt(cancellation);
            }

            if (++steps % CancellationSteps == 0)
                cancellation.ThrowIfCancellationRequested();
        }
    }

    private int NodeOf(int row, int column) => (row + 1) * _stride + column + 1;

    /// <summary>Every pixel that a terminal reaches directly is the root of a tree.</summary>
    private void Plant()
    {
        _time = 0;
        Array.Fill(_nextActive, None);
        Array.Fill(_parent, None);
        Array.Clear(_stamp);
        _firstActive = _lastActive = _firstOrphan = _lastOrphan = None;
        for (int node = 0; node < _terminal.Length; node++)
        {
            if (_terminal[node] == 0)
                continue;
            (_parent[node], _isSink[node], _distance[node]) = (Terminal, _terminal[node] < 0, 1);
            Activate(node);
        }
    }

    /// <summary>
    /// Takes the free neighbours of a node into its tree; returns the edge from the source's tree to the sink's where they meet.
    /// </summary>
    private int Grow(int node)
    {
        bool isSink = _isSink[node];
        for (int direction = 0; direction < Directions; direction++)
        {
            int other = node + _offsets[direction], edge = node * Directions + direction, back = other * Directions + (direction ^ 1);
            if (_residual[isSink ? back : edge] == 0)
                continue;
            if (_parent[other] == None)
            {
                _isSink[other] = isSink;
                Attach(other, node, direction);
                Activate(other);
            }
            else if (_isSink[other] != isSink)
            {
                return isSink ? back : edge;
            }
            else if (_stamp[other] <= _stamp[node] && _distance[other] > _distance[node])
            {
                Attach(other, node, direction);         // a shorter way to the terminal
            }
        }

        return None;
    }

    private void Attach(int other, int node, int direction)
    {
        _parent[other] = (sbyte)(direction ^ 1);
        _stamp[other] = _stamp[node];
        _distance[other] = _distance[node] + 1;
    }

    /// <summary>Pushes what fits through the path that an edge closes; what fills up makes orphans.</summary>
    private void Augment(int edge)
    {
        int tail = edge / Directions, head = tail + _offsets[edge % Directions];
        int flow = Math.Min(_residual[edge], Math.Min(Fits(tail, isSink: false), Fits(head, isSink: true)));
        _residual[edge] -= flow;
        _residual[head * Directions + (edge % Directions ^ 1)] += flow;
        Push(tail, flow, isSink: false);
        Push(head, flow, isSink: true);
        Flow += flow;
    }

    /// <summary>What fits between a node and the terminal of its tree.</summary>
    private int Fits(int node, bool isSink)
    {
        int least = int.MaxValue;
        for (; _parent[node] != Terminal; node += _offsets[_parent[node]])
            least = Math.Min(least, _residual[isSink ? Up(node) : Down(node)]);
        return Math.Min(least, Math.Abs(_terminal[node]));
    }

    private void Push(int node, int flow, bool isSink)
    {
        while (_parent[node] != Terminal)
        {
            int up = Up(node), down = Down(node), parent = node + _offsets[_parent[node]];
            _residual[up] += isSink ? -flow : flow;
            _residual[down] += isSink ? flow : -flow;
            if (_residual[isSink ? up : down] == 0)
                OrphanFirst(node);
            node = parent;
        }

        _terminal[node] += isSink ? flow : -flow;
        if (_terminal[node] == 0)
            OrphanFirst(node);
    }

    /// <summary>The edge from a node to its parent.</summary>
    private int Up(int node) => node * Directions + _parent[node];

    /// <summary>The edge from a node's parent to it.</summary>
    private int Down(int node) => (node + _offsets[_parent[node]]) * Directions + (_parent[node] ^ 1);
}
