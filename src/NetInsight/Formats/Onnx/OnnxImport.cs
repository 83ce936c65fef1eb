using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Converts a parsed ONNX file to a <see cref="Graph"/>, node by node in topological order: values by name, constants folded as they become
/// known, shapes inferred, nodes mapped to our operators.
/// </summary>
internal sealed class OnnxImport
{
    /// <summary>
    /// The batch size that shape inference assumes where the file leaves it open; not 1, the extent that broadcasts and that Squeeze drops.
    /// </summary>
    private const int AssumedBatch = 2;

    private readonly string _path;
    private readonly LoadLimits _limits;
    private readonly LayerNames _names;
    private readonly List<Value> _values = [];
    private readonly List<Shape?> _shapes = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _valueOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxConstant> _constants = new(StringComparer.Ordinal);
    private readonly List<GraphInput> _inputs = [];
    private bool _hasOpenBatch;

    private OnnxImport(string path, OnnxExternalData? externalData, LoadLimits limits, OnnxRawData? rawData, IEnumerable<string> nodeNames,
        OnnxElementTypes elementTypes)
    {
        _names = new LayerNames(nodeNames);
        _path = path;
        _limits = limits;
        Tensors = new OnnxTensors(path, externalData, limits, rawData);
        ElementTypes = elementTypes;
    }

    /// <summary>Converts a parsed file.</summary>
    public static Graph Convert(
        ModelProto model, string path, OnnxExternalData? externalData, LoadLimits limits, OnnxRawData? rawData = null)
    {
        int opset = OnnxSupport.Check(model, path);
        ImmutableArray<OnnxNode> nodes = [.. model.Graph.Node.Select(node => new OnnxNode(node, opset))];
        CheckNames(nodes, path, limits);
        OnnxImport import = new(path, externalData, limits, rawData, nodes.Select(node => node.Name), new OnnxElementTypes(model.Graph));
        import.ReadInitializers(model.Graph);
        import.ReadInputs(model.Graph);
        HashSet<string> known = [.. import._constants.Keys, .. import._valueOf.Keys];
        foreach (OnnxNode node in TopologicalOrder.Of(nodes, known, path))
            import.Add(node);
        return import.Finish(model.Graph);
    }

    /// <summary>Reads the file's tensors.</summary>
    public OnnxTensors Tensors { get; }

    /// <summary>The element types that the file states.</summary>
    public OnnxElementTypes ElementTypes { get; }

    /// <summary>The constant that a value is; null where it depends on the input.</summary>
    public OnnxConstant? ConstantOf(string name) => _constants.GetValueOrDefault(name);

    /// <summary>An input of a node that must be a constant, such as the shape of a Reshape.</summary>
    /// <exception cref="ArgumentException">The value depends on the input.</exception>
    public OnnxConstant RequireConstant(OnnxNode node, int input) => ConstantOf(node.Inputs[input])
        ?? throw new ArgumentException(
            $"input {input} ('{Printable.Escape(node.Inputs[input])}') depends on the network's input; a constant is expected");

    /// <summary>The shape of a value, an open batch being 2; null where it is known only in a run.</summary>
    public Shape? ShapeOf(string name) =>
        _constants.TryGetValue(name, out OnnxConstant? constant) ? constant.Shape : _shapes[_valueOf[name]];

    /// <summary>Whether dimension 0 of values that depend on the input is an open batch.</summary>
    public bool HasOpenBatch => _hasOpenBatch;

    /// <summary>Adds an operator that computes a node's first output from the node's inputs.</summary>
    public void Emit(OnnxNode node, Operator op) => Emit(node, op, [.. node.Inputs]);

    /// <summary>Adds an operator that computes a node's first output from the named values.</summary>
    public void Emit(OnnxNode node, Operator op, params ReadOnlySpan<string> inputs) => EmitAs(node, op, node.Outputs[0], inputs);

    /// <summary>Adds an operator that computes the named value; folds it where all inputs are float constants.</summary>
    public void EmitAs(OnnxNode node, Operator op, string output, params ReadOnlySpan<string> inputs)
    {
        string[] names = inputs.ToArray();
        if (op.Layout != Layout.Nhwc && names.Length > 0 && AreConstantFloats(names))
        {
            Tensor[] constants = Array.ConvertAll(names, name => _constants[name].AsFloats());
            Tensors.CountComputed(op.Infer(Array.ConvertAll(constants, constant => constant.Shape)).Count, output);
            SetConstant(output, new OnnxConstant(OnnxConstantFolding.Run(op, constants)));
            return;
        }

        if (_nodes.Count >= _limits.Nodes)              // one Sum of many inputs becomes as many nodes
            throw new ResourceLimitException($"{Printable.Escape(_path)} becomes more than {_limits.Nodes:N0} nodes.");
        int[] values = new int[inputs.Length];
        Shape?[] shapes = new Shape?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            values[i] = ValueOf(inputs[i]);
            shapes[i] = ShapeOf(inputs[i]);
        }

        Shape? shape = shapes.All(known => known is not null) ? op.Infer([.. shapes.Select(known => known!.Value)]) : null;
        string layer = _names.Next(output == node.Outputs[0] ? node.Name : "", output, node.Type);
        int value = AddValue(output, null, shape);
        _nodes.Add(new Node(layer, op, [.. values], value));
    }

    /// <summary>
    /// Whether all are constants and one holds floats: what is of integers alone has rules of its own (<see cref="OnnxIntegers"/>).
    /// </summary>
    private bool AreConstantFloats(string[] names) =>
        names.All(name => _constants.TryGetValue(name, out OnnxConstant? known) && !known.DependsOnBatch)
            && names.Any(name => _constants[name].Longs is null);

    /// <summary>Says that a value is a constant.</summary>
    public void SetConstant(string name, OnnxConstant constant)
    {
        if (!_constants.TryAdd(name, constant))
            throw new ArgumentException($"the value '{Printable.Escape(name)}' is defined twice");
    }

    /// <summary>The exception for a broken rule.</summary>
    public ModelFormatException Fault(string location, string rule, Exception? inner = null) => new(_path, location, rule, inner);

    private void Add(OnnxNode node)
    {
        try
        {
            if (node.Outputs.Length == 0)
                throw new ArgumentException("has no output");
            if (OnnxConstantFolding.TryFold(node, this))
                return;
            if (!OnnxOperators.Table.TryGetValue(node.Key, out OnnxOperators.Converter? convert))
                throw new UnsupportedOperatorException(
                    _path, [$"{node.Type} of a value that depends on the network's input ({node.Location})"]);
            convert(node, this);
        }
        catch (Exception e) when (
            e is ArgumentException or ArithmeticException or InvalidOperationException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw Fault(node.Location, $"{e.Rule()}{(e.Rule().EndsWith('.') ? "" : ".")}", e);
        }
    }

    private int ValueOf(string name)
    {
        if (_valueOf.TryGetValue(name, out int value))
            return value;
        if (!_constants.TryGetValue(name, out OnnxConstant? constant))
            throw new ArgumentException($"takes the value '{Printable.Escape(name)}', which no node computes");
        return AddValue(name, constant.AsFloats(), constant.Shape);
    }

    private int AddValue(string name, Tensor? constant, Shape? shape)
    {
        if (!_valueOf.TryAdd(name, _values.Count))
            throw new ArgumentException($"the value '{Printable.Escape(name)}' is defined twice");
        _values.Add(new Value(name, constant));
        _shapes.Add(shape);
        return _values.Count - 1;
    }

    private static void CheckNames(ImmutableArray<OnnxNode> nodes, string path, LoadLimits limits)
    {
        foreach (string name in nodes.SelectMany(node => node.Inputs.Concat(node.Outputs).Append(node.Name)))
        {
            if (name.Length > limits.NameLength)
                throw new ResourceLimitException(
                    $"{Printable.Escape(path)}: a name has {name.Length:N0} characters; the limit is {limits.NameLength:N0}.");
        }
    }

    private void ReadInitializers(GraphProto graph)
    {
        if (graph.SparseInitializer.Count > 0)
            throw new UnsupportedOperatorException(_path, ["sparse initializers"]);
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            TensorProto tensor = graph.Initializer[i];
            OnnxConstant constant = Tensors.Read(tensor, tensor.Name, i);
            tensor.ClearRawData();                      // weights are not held twice
            tensor.FloatData.Clear();
            if (!_constants.TryAdd(tensor.Name, constant))
                throw Fault($"tensor '{tensor.Name}'", "appears twice among the initializers.");
        }
    }

    private void ReadInputs(GraphProto graph)
    {
        foreach (ValueInfoProto input in graph.Input)
        {
            if (_constants.ContainsKey(input.Name))
                continue;                               // a weight listed as an input too, as before ONNX IR version 4
            if (input.Type?.TensorType is not { } type || type.Shape is null)
                throw Fault($"input '{input.Name}'", "has no shape; a tensor of floats with a shape is expected.");
            if (type.ElemType is not (1 or 10 or 11))
                throw Fault($"input '{input.Name}'", $"is of element type {type.ElemType}; floats are expected.");
            ImmutableArray<int?> dimensions = [.. type.Shape.Dim.Select(dimension => Extent(dimension, input.Name))];
            _hasOpenBatch |= dimensions is [null, ..];
            Shape? shape = dimensions.Skip(1).All(extent => extent is not null)
                ? new Shape([.. dimensions.Select(extent => extent ?? AssumedBatch)])
                : null;
            try
            {
                _inputs.Add(new GraphInput(AddValue(input.Name, null, shape), dimensions));
            }
            catch (ArgumentException e)
            {
                throw Fault($"input '{input.Name}'", e.Rule(), e);
            }
        }
    }

    private int? Extent(TensorShapeProto.Types.Dimension dimension, string input)
    {
        if (dimension.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue)
            return null;
        return dimension.DimValue switch
        {
            >= 0 and <= int.MaxValue => (int)dimension.DimValue,
            -1 => null,                                 // open, as some writers express it
            _ => throw Fault($"input '{input}'", $"has a dimension of {dimension.DimValue}."),
        };
    }

    private Graph Finish(GraphProto graph)
    {
        if (graph.Output.Count == 0)
            throw Fault("", "the graph has no output.");
        List<int> outputs = [];
        foreach (ValueInfoProto output in graph.Output)
        {
            if (!_valueOf.ContainsKey(output.Name) && !_constants.ContainsKey(output.Name))
                throw Fault($"output '{output.Name}'", "is computed by no node.");
            outputs.Add(ValueOf(output.Name));
        }

        return new Graph([.. _values], [.. _inputs], [.. _nodes], [.. outputs]);
    }
}
