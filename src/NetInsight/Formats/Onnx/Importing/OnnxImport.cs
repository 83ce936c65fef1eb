using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;

namespace NetInsight.Formats.Onnx.Importing;

/// <summary>
/// The graph that a conversion builds, as the converters of operators see it: values by name with their shapes, constants, and the nodes
/// that they emit. A node of float constants is folded.
/// </summary>
internal sealed class OnnxImport
{
    private readonly OnnxSource _source;
    private readonly LayerNames _names;
    private readonly List<Value> _values = [];
    private readonly List<Shape> _shapes = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _valueOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxConstant> _constants;
    private readonly List<GraphInput> _inputs = [];
    private Shape[] _buffer = new Shape[4];

    /// <summary>An empty graph.</summary>
    /// <param name="source">The file.</param>
    /// <param name="names">Names the layers.</param>
    /// <param name="assumesBatch">Whether the batch size of this conversion stands for any: see <see cref="AssumesBatch"/>.</param>
    public OnnxImport(OnnxSource source, LayerNames names, bool assumesBatch)
    {
        (_source, _names, AssumesBatch) = (source, names, assumesBatch);
        _constants = new Dictionary<string, OnnxConstant>(source.Initializers, StringComparer.Ordinal);
    }

    /// <summary>Reads the file's tensors.</summary>
    public OnnxTensors Tensors => _source.Tensors;

    /// <summary>The element types that the file states.</summary>
    public OnnxElementTypes ElementTypes => _source.ElementTypes;

    /// <summary>The constant that a value is; null where it depends on the input.</summary>
    public OnnxConstant? ConstantOf(string name) => _constants.GetValueOrDefault(name);

    /// <summary>An input of a node that must be a constant, such as the shape of a Reshape.</summary>
    /// <exception cref="ArgumentException">The value depends on the input.</exception>
    public OnnxConstant RequireConstant(OnnxNode node, int input) => ConstantOf(node.Inputs[input])
        ?? throw new ArgumentException(
            $"input {input} ('{Printable.Escape(node.Inputs[input])}') depends on the network's input; a constant is expected");

    /// <summary>The shape of a value.</summary>
    public Shape? ShapeOf(string name) =>
        _constants.TryGetValue(name, out OnnxConstant? constant) ? constant.Shape : _shapes[_valueOf[name]];

    /// <summary>
    /// Whether the file leaves the batch open, so that the batch size of this conversion is one of several that are joined afterwards
    /// (<see cref="GraphJoin"/>): no operator may change it.
    /// </summary>
    public bool AssumesBatch { get; }

    /// <summary>Adds an operator that computes a node's first output from the node's inputs.</summary>
    public void Emit(OnnxNode node, Operator op) => Emit(node, op, node.Inputs.AsSpan());

    /// <summary>Adds an operator that computes a node's first output from the named values.</summary>
    public void Emit(OnnxNode node, Operator op, params ReadOnlySpan<string> inputs) => EmitAs(node, op, node.Outputs[0], inputs);

    /// <summary>Adds an operator that computes the named value; folds it where all inputs are float constants.</summary>
    public void EmitAs(OnnxNode node, Operator op, string output, params ReadOnlySpan<string> inputs)
    {
        if (op.Layout != Layout.Nhwc && inputs.Length > 0 && AreConstantFloats(inputs))
        {
            Fold(node, op, output, inputs.ToArray());
            return;
        }

        int[] values = new int[inputs.Length];
        if (_buffer.Length < inputs.Length)
            _buffer = new Shape[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            _buffer[i] = _shapes[values[i] = ValueOf(inputs[i])];
        Shape shape = op.Infer(_buffer.AsSpan(0, inputs.Length));
        AddNode(_names.Next(output == node.Outputs[0] ? node.Name : "", output, node.Type), op, values, AddValue(output, null, shape));
    }

    private void Fold(OnnxNode node, Operator op, string output, string[] names) =>
        SetConstant(output, _source.Fold(output, KnownInputs(node), () =>
        {
            Tensor[] constants = Array.ConvertAll(names, name => _constants[name].AsFloats());
            Tensors.CountComputed(op.Infer(Array.ConvertAll(constants, constant => constant.Shape)).Count, output);
            return new OnnxConstant(ConstantRun.Of(op, _source.Cancellation, constants));
        })!);

    /// <summary>Whether all are constants and one holds floats: what is of integers alone has rules of its own.</summary>
    private bool AreConstantFloats(ReadOnlySpan<string> names)
    {
        bool hasFloats = false;
        foreach (string name in names)
        {
            if (!_constants.TryGetValue(name, out OnnxConstant? known))
                return false;
            hasFloats |= known.Longs is null;
        }

        return hasFloats;
    }

    /// <summary>Says that a value is a constant.</summary>
    public void SetConstant(string name, OnnxConstant constant)
    {
        CheckRank(constant.Shape, name);
        if (!_constants.TryAdd(name, constant))
            throw new ArgumentException($"the value '{Printable.Escape(name)}' is defined twice");
    }

    /// <summary>Makes an input of the file a constant, or an input of the graph with what turns one into the other.</summary>
    public void Bind(BoundInput input)
    {
        if (input.Constant is { } constant)
        {
            OnnxConstant known = new(constant);
            _constants[input.Name] = input.Source?.TakesIntegers == true ? new OnnxConstant(constant.Shape, known.AsLongs()) : known;
            return;
        }

        int value = _values.Count;
        _inputs.Add(new GraphInput(value, [.. input.Shape.Dimensions.ToArray().Select(extent => (int?)extent)]));
        if (input.Steps.Length == 0)
        {
            AddValue(input.Name, null, input.Shape);
        }
        else
        {
            _values.Add(new Value(Printable.EscapeWhole(input.Name)));
            _shapes.Add(input.Shape);
        }

        for (int i = 0; i < input.Steps.Length; i++)
        {
            Shape shape = input.Steps[i].Infer([_shapes[value]]);
            string name = i == input.Steps.Length - 1 ? input.Name : $"{input.Name}/{i}";
            string layer = _names.Next("", $"{input.Name}/{input.Steps[i].Name}", input.Steps[i].Name);
            int next = AddValue(name, null, shape);
            AddNode(layer, input.Steps[i], [value], next);
            value = next;
        }
    }

    /// <summary>Whether a value of this name is known by now.</summary>
    public bool IsKnown(string name) => _constants.ContainsKey(name) || _valueOf.ContainsKey(name);

    /// <summary>The shapes of all values that are no constants, by the value's index.</summary>
    public Dictionary<int, Shape> Shapes()
    {
        Dictionary<int, Shape> shapes = new(_nodes.Count + _inputs.Count);
        for (int value = 0; value < _values.Count; value++)
        {
            if (_values[value].Constant is null)
                shapes[value] = _shapes[value];
        }

        return shapes;
    }

    /// <summary>The graph with these outputs.</summary>
    public Graph ToGraph(IEnumerable<int> outputs) => new([.. _values], [.. _inputs], [.. _nodes], [.. outputs]);

    private void AddNode(string layer, Operator op, int[] inputs, int output)
    {
        _source.Cancellation.ThrowIfCancellationRequested();
        if (_nodes.Count >= _source.Limits.Nodes)              // one Sum of many inputs becomes as many nodes
            throw new ResourceLimitException($"{Printable.Escape(_source.Path)} becomes more than {_source.Limits.Nodes:N0} nodes.");
        _nodes.Add(new Node(layer, op, ImmutableCollectionsMarshal.AsImmutableArray(inputs), output));
    }

    /// <summary>The graph's value of this name; a constant becomes one.</summary>
    public int ValueOf(string name)
    {
        if (_valueOf.TryGetValue(name, out int value))
            return value;
        if (!_constants.TryGetValue(name, out OnnxConstant? constant))
            throw new ArgumentException($"takes the value '{Printable.Escape(name)}', which no node computes");
        return AddValue(name, constant.AsFloats(), constant.Shape);
    }

    private void CheckRank(Shape shape, string name)
    {
        if (shape.Rank > _source.Limits.Rank)
        {
            throw new ResourceLimitException($"{Printable.Escape(_source.Path)}: '{Printable.Escape(name)}' has {shape.Rank} dimensions; "
                + $"the limit is {_source.Limits.Rank}.");
        }
    }

    private int AddValue(string name, Tensor? constant, Shape shape)
    {
        CheckRank(shape, name);
        if (!_valueOf.TryAdd(name, _values.Count))
            throw new ArgumentException($"the value '{Printable.Escape(name)}' is defined twice");
        _values.Add(new Value(Printable.EscapeWhole(name), constant));
        _shapes.Add(shape);
        return _values.Count - 1;
    }

    /// <summary>The node's inputs, where all of them are constants, so that its result depends on nothing else.</summary>
    public OnnxConstant[]? KnownInputs(OnnxNode node)
    {
        List<OnnxConstant>? known = null;
        foreach (string name in node.Inputs)
        {
            if (name.Length == 0)
                continue;
            if (!_constants.TryGetValue(name, out OnnxConstant? constant))
                return null;
            (known ??= []).Add(constant);
        }

        return known?.ToArray();
    }
}
