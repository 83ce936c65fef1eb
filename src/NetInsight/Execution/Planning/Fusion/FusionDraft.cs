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
    private readonly Dictionary<int, int> _graphPositions = [];      // value -> position of the node that makes it in the graph
    private readonly Dictionary<int, int> _makers = [];              // value -> position of the node that makes it now
    private readonly Dictionary<int, List<int>> _readers = [];       // value -> positions of the nodes that read it now, each once

    /// <summary>Starts with the nodes that are needed, as they are in the graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="requested">Values that must exist in a run, so that nothing may be fused across them.</param>
    /// <param name="shapes">The shapes of the values.</param>
    public FusionDraft(Graph graph, IReadOnlySet<int> requested, IReadOnlyDictionary<int, Shape> shapes)
    {
        (_graph, _requested, _shapes) = (graph, requested, shapes);
        _nodes = new FusedNode?[graph.Nodes.Length];
        bool[] isNeeded = ShapeInference.NeededFor(graph, requested);
        for (int position = 0; position < _nodes.Length; position++)
        {
            Node node = graph.Nodes[position];
            _graphPositions[node.Output] = position;
            if (isNeeded[position])
                Replace(position, new FusedNode(node.Name, node.Operator, node.Inputs, node.Output));
        }
    }

    /// <summary>The number of positions, empty ones included.</summary>
    public int Count => _nodes.Length;

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
    public int? OnlyReader(int value) => !IsRequested(value) && _readers.GetValueOrDefault(value) is [int only] ? only : null;

    /// <summary>
    /// The position of the node that makes a value, of several the last that was put here; null for inputs and constants.
    /// </summary>
    public int? MakerOf(int value) => _makers.TryGetValue(value, out int position) ? position : null;

    /// <summary>
    /// Whether a value that a run makes is there before the node at a position runs: an input, or the output of an earlier node.
    /// </summary>
    public bool IsMadeBefore(int value, int position) =>
        ConstantOf(value) is null && _graphPositions.GetValueOrDefault(value, -1) < position;

    /// <summary>Puts another node at a position, or none.</summary>
    public void Replace(int position, FusedNode? node)
    {
        if (_nodes[position] is { } old)
        {
            foreach (int value in old.Inputs.Distinct())
                _readers[value].Remove(position);
            if (_makers[old.Output] == position)
                _makers.Remove(old.Output);
        }

        if (node is not null)
        {
            foreach (int value in node.Inputs.Distinct())
                ReadersOf(value).Add(position);
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

    private List<int> ReadersOf(int value)
    {
        if (!_readers.TryGetValue(value, out List<int>? readers))
            _readers[value] = readers = [];
        return readers;
    }
}
