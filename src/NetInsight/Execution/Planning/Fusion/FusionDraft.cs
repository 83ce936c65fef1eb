using NetInsight.Graphs;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// The nodes of a plan while rules fuse them. Each stands at its position in the graph, which it keeps; where a node was fused into an
/// earlier one, its position is empty.
/// </summary>
/// <remarks>
/// <code>
///   position    0     1     2    3    4                     0                  3
///             conv  norm  relu  conv  add     becomes     conv+norm+relu       conv+add
/// </code>
/// </remarks>
internal sealed class FusionDraft
{
    private readonly Graph _graph;
    private readonly IReadOnlySet<int> _requested;
    private readonly IReadOnlyDictionary<int, Shape> _shapes;
    private readonly FusedNode?[] _nodes;
    private readonly bool[] _isInput;               // value -> whether no node of the graph makes it
    private readonly int[] _makers;                 // value -> position of the node that makes it now; -1: none
    private readonly int[] _readers;                // value -> how many nodes read it now
    private readonly long[] _readerSums;            // value -> the sum of their positions: that of the only one
    private readonly CancellationToken _cancellation;

    /// <summary>Starts with the nodes that are needed, as they are in the graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="requested">Values that must exist in a run, so that nothing may be fused across them.</param>
    /// <param name="shapes">The shapes of the values.</param>
    /// <param name="cancellation">Stops <see cref="Positions"/>.</param>
    public FusionDraft(
        Graph graph, IReadOnlySet<int> requested, IReadOnlyDictionary<int, Shape> shapes, CancellationToken cancellation = default)
    {
        (_graph, _requested, _shapes, _cancellation) = (graph, requested, shapes, cancellation);
        _nodes = new FusedNode?[graph.Nodes.Length];
        _isInput = new bool[graph.Values.Length];
        _makers = new int[graph.Values.Length];
        _readers = new int[graph.Values.Length];
        _readerSums = new long[graph.Values.Length];
        Array.Fill(_isInput, true);
        Array.Fill(_makers, -1);
        bool[] isNeeded = ShapeInference.NeededFor(graph, requested);
        foreach (int position in Positions)
        {
            Node node = graph.Nodes[position];
            _isInput[node.Output] = false;
            if (isNeeded[position])
                Replace(position, new FusedNode(node.Name, node.Operator, node.Inputs, node.Output));
        }
    }

    /// <summary>All positions in order, empty ones included.</summary>
    /// <exception cref="OperationCanceledException">The run that needs the plan was cancelled.</exception>
    public IEnumerable<int> Positions
    {
        get
        {
            for (int position = 0; position < _nodes.Length; position++)
            {
                _cancellation.ThrowIfCancellationRequested();
                yield return position;
            }
        }
    }

    /// <summary>The nodes in order.</summary>
    public IEnumerable<FusedNode> Nodes => _nodes.OfType<FusedNode>();

    /// <summary>The node at a position; null where there is none any more.</summary>
    public FusedNode? this[int position] => _nodes[position];

    /// <summary>The value's elements, where they are known before any run; else null.</summary>
    public Tensor? ConstantOf(int value) => _graph.Values[value].Constant;

    /// <summary>The value's shape, NCHW.</summary>
    public Shape ShapeOf(int value) => ConstantOf(value)?.Shape ?? _shapes[value];

    /// <summary>Whether a value must exist in a run.</summary>
    public bool IsRequested(int value) => _requested.Contains(value);

    /// <summary>The position of the node that alone reads a value, which no one else needs; null if there is no such node.</summary>
    public int? OnlyReader(int value) => !IsRequested(value) && _readers[value] == 1 ? (int)_readerSums[value] : null;

    /// <summary>How many nodes read a value.</summary>
    public int ReadersOf(int value) => _readers[value];

    /// <summary>
    /// The position of the node that makes a value, of several the last that was put here; null for inputs and constants.
    /// </summary>
    public int? MakerOf(int value) => _makers[value] is >= 0 and int position ? position : null;

    /// <summary>
    /// Whether a value that a run makes is there before the node at a position runs: an input, or the output of an earlier node.
    /// </summary>
    public bool IsMadeBefore(int value, int position) =>
        ConstantOf(value) is null && (_makers[value] >= 0 ? _makers[value] < position : _isInput[value]);

    /// <summary>Puts another node at a position, or none.</summary>
    public void Replace(int position, FusedNode? node)
    {
        if (_nodes[position] is { } old)
        {
            Count(old, position, -1);
            if (_makers[old.Output] == position)
                _makers[old.Output] = -1;
        }

        if (node is not null)
        {
            Count(node, position, 1);
            _makers[node.Output] = position;
        }

        _nodes[position] = node;
    }

    /// <summary>Puts a node that does the work of two at the position of the first.</summary>
    public void Fuse(int first, int second, FusedNode fused)
    {
        Replace(second, null);
        Replace(first, fused);
    }

    /// <summary>Counts a node among the readers of its inputs, or no longer.</summary>
    private void Count(FusedNode node, int position, int change)
    {
        if (node.Inputs.Length > 2)
        {
            foreach (int value in node.Inputs.Distinct())
                CountOne(value);
            return;
        }

        for (int i = 0; i < node.Inputs.Length; i++)
        {
            if (i == 0 || node.Inputs[i] != node.Inputs[0])
                CountOne(node.Inputs[i]);
        }

        void CountOne(int value)
        {
            _readers[value] += change;
            _readerSums[value] += change * (long)position;
        }
    }
}
