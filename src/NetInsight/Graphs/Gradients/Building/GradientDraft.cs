using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Building;

/// <summary>A graph to which gradient nodes are being appended: all indices of the original stay, shapes are known.</summary>
internal sealed class GradientDraft
{
    private readonly Graph _graph;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<int, Shape> _shapes;
    private readonly List<Value> _values;
    private readonly List<GraphInput> _inputs;
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names;
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<int, int> _makers = [];
    private readonly Dictionary<int, int> _baselines = [];

    /// <summary>Starts with a graph and the shapes of its inputs and of the values that the targets need.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes.</param>
    /// <param name="cancellation">Stops when a node is added.</param>
    public GradientDraft(Graph graph, Dictionary<int, Shape> shapes, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        (_graph, _shapes) = (graph, new Dictionary<int, Shape>(shapes));
        (_values, _inputs, _names) = ([.. graph.Values], [.. graph.Inputs], [.. graph.Nodes.Select(node => node.Name)]);
        for (int index = 0; index < graph.Nodes.Length; index++)
            _makers[graph.Nodes[index].Output] = index;
    }

    /// <summary>The inputs that were added for the baseline, in the order of the graph's own; empty where no rule asked for it.</summary>
    public IReadOnlyList<int> BaselineInputs => [.. _graph.Inputs.Select(input => input.Value)
        .Where(_baselines.ContainsKey).Select(value => _baselines[value])];

    /// <summary>The number of nodes that were added.</summary>
    public int AddedCount => _nodes.Count;

    /// <summary>The nodes that were added since there were so many.</summary>
    public Node[] AddedFrom(int count) => [.. _nodes[count..]];

    /// <summary>The value's name.</summary>
    public string NameOf(int value) => _values[value].Name;

    /// <summary>The value's shape.</summary>
    public Shape ShapeOf(int value) => ConstantOf(value)?.Shape ?? _shapes[value];

    /// <summary>The value's elements where they are constant.</summary>
    public Tensor? ConstantOf(int value) => _values[value].Constant;

    /// <summary>A new input of a shape.</summary>
    public int Input(string name, Shape shape)
    {
        int value = NewValue(new Value(name));
        _inputs.Add(new GraphInput(value, [.. shape.Dimensions.ToArray().Select(extent => (int?)extent)]));
        _shapes[value] = shape;
        return value;
    }

    /// <summary>A new constant.</summary>
    public int Constant(string name, Tensor constant) => NewValue(new Value(name, constant));

    /// <summary>A new node; its output.</summary>
    public int Add(string name, Operator op, params ReadOnlySpan<int> inputs)
    {
        _cancellation.ThrowIfCancellationRequested();
        string unique = Unique(name);
        Shape[] shapes = new Shape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = ShapeOf(inputs[i]);
        int value = NewValue(new Value(unique));
        _shapes[value] = op.Infer(shapes);
        _nodes.Add(new Node(unique, op, [.. inputs], value));
        return value;
    }

    /// <summary>
    /// The same value in a second forward pass, on the baseline: its nodes, and an input for each input of the graph, are added when they
    /// are first asked for. Constants are the same.
    /// </summary>
    public int BaselineOf(int value)
    {
        Stack<int> pending = new([value]);
        while (pending.Count > 0)
        {
            int current = pending.Peek();
            if (_baselines.ContainsKey(current))
            {
                pending.Pop();
                continue;
            }

            if (!_makers.TryGetValue(current, out int maker))
            {
                pending.Pop();
                _baselines[current] = ConstantOf(current) is not null
                    ? current
                    : Input($"baseline/{_values[current].Name}", ShapeOf(current));
                continue;
            }

            Node node = _graph.Nodes[maker];
            int[] missing = [.. node.Inputs.Where(input => !_baselines.ContainsKey(input))];
            if (missing.Length == 0)
            {
                pending.Pop();
                _baselines[current] = Add($"baseline/{node.Name}", node.Operator, [.. node.Inputs.Select(input => _baselines[input])]);
            }

            foreach (int input in missing)
                pending.Push(input);
        }

        return _baselines[value];
    }

    /// <summary>The graph with all that was added, and the outputs of the original.</summary>
    public Graph Build() => new([.. _values], [.. _inputs], [.. _graph.Nodes, .. _nodes], _graph.Outputs);

    private int NewValue(Value value)
    {
        _values.Add(value);
        return _values.Count - 1;
    }

    private string Unique(string name)
    {
        string unique = name;
        while (!_names.Add(unique))
        {
            int count = _counts[name] = _counts.GetValueOrDefault(name, 1) + 1;
            unique = $"{name}/{count}";
        }

        return unique;
    }
}
