using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Converts a parsed ONNX file to a <see cref="Graph"/>, node by node in topological order: values by name, constants folded as they become
/// known, shapes inferred, nodes mapped to our operators.
/// </summary>
internal sealed class OnnxImport
{
    private readonly OnnxFile _file;
    private readonly LayerNames _names;
    private readonly List<Value> _values = [];
    private readonly List<Shape> _shapes = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _valueOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxConstant> _constants;
    private readonly List<GraphInput> _inputs = [];
    private readonly Dictionary<string, OnnxInput> _typeOf = new(StringComparer.Ordinal);

    private OnnxImport(OnnxFile file, bool assumesBatch)
    {
        _file = file;
        _names = new LayerNames(file.Nodes.Select(node => node.Name));
        _constants = new Dictionary<string, OnnxConstant>(file.Initializers, StringComparer.Ordinal);
        AssumesBatch = assumesBatch;
    }

    /// <summary>Converts a file for inputs of known shapes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="inputs">What its inputs become.</param>
    /// <param name="assumesBatch">Whether the batch size of these shapes stands for any: see <see cref="AssumesBatch"/>.</param>
    public static Graph Convert(OnnxFile file, IEnumerable<BoundInput> inputs, bool assumesBatch)
    {
        OnnxImport import = new(file, assumesBatch);
        foreach (BoundInput input in inputs)
            import.Bind(input);
        foreach (OnnxNode node in file.Nodes)
            import.Add(node);
        return import.Finish();
    }

    /// <summary>Reads the file's tensors.</summary>
    public OnnxTensors Tensors => _file.Tensors;

    /// <summary>The element types that the file states.</summary>
    public OnnxElementTypes ElementTypes => _file.ElementTypes;

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
    public void Emit(OnnxNode node, Operator op) => Emit(node, op, [.. node.Inputs]);

    /// <summary>Adds an operator that computes a node's first output from the named values.</summary>
    public void Emit(OnnxNode node, Operator op, params ReadOnlySpan<string> inputs) => EmitAs(node, op, node.Outputs[0], inputs);

    /// <summary>Adds an operator that computes the named value; folds it where all inputs are float constants.</summary>
    public void EmitAs(OnnxNode node, Operator op, string output, params ReadOnlySpan<string> inputs)
    {
        string[] names = inputs.ToArray();
        if (op.Layout != Layout.Nhwc && names.Length > 0 && AreConstantFloats(names))
        {
            SetConstant(output, _file.Fold(output, KnownInputs(node), () =>
            {
                Tensor[] constants = Array.ConvertAll(names, name => _constants[name].AsFloats());
                Tensors.CountComputed(op.Infer(Array.ConvertAll(constants, constant => constant.Shape)).Count, output);
                return new OnnxConstant(OnnxConstantFolding.Run(op, constants));
            })!);
            return;
        }

        int[] values = Array.ConvertAll(names, ValueOf);
        Shape shape = op.Infer([.. values.Select(value => _shapes[value])]);
        AddNode(_names.Next(output == node.Outputs[0] ? node.Name : "", output, node.Type), op, values, AddValue(output, null, shape));
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

    private ModelFormatException Fault(string location, string rule, Exception? inner = null) => _file.Fault(location, rule, inner);

    private void AddNode(string layer, Operator op, int[] inputs, int output)
    {
        if (_nodes.Count >= _file.Limits.Nodes)              // one Sum of many inputs becomes as many nodes
            throw new ResourceLimitException($"{Printable.Escape(_file.Path)} becomes more than {_file.Limits.Nodes:N0} nodes.");
        _nodes.Add(new Node(layer, op, [.. inputs], output));
    }

    /// <summary>Makes an input of the file a constant, or an input of the graph with what turns one into the other.</summary>
    private void Bind(BoundInput input)
    {
        try
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
                _values.Add(new Value(input.Name));
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

            if (input.Source is { } source)
                _typeOf[input.Name] = source;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw Fault($"input '{input.Name}'", e.Message, e);
        }
    }

    private void Add(OnnxNode node)
    {
        try
        {
            if (node.Outputs.Length == 0)
                throw new ArgumentException("has no output");
            OnnxArity.Check(node);
            if (TryFold(node) || TryCastInput(node))
                return;
            if (node.Type == "If" && OnnxSupport.IsOnnx(node.Proto.Domain))
            {
                AddBranch(node);
                return;
            }

            if (!OnnxOperators.Table.TryGetValue(node.Key, out OnnxOperators.Converter? convert))
                throw new UnsupportedOperatorException(
                    _file.Path, [$"{node.Type} of a value that depends on the network's input ({node.Location})"]);
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

    private int AddValue(string name, Tensor? constant, Shape shape)
    {
        if (!_valueOf.TryAdd(name, _values.Count))
            throw new ArgumentException($"the value '{Printable.Escape(name)}' is defined twice");
        _values.Add(new Value(name, constant));
        _shapes.Add(shape);
        return _values.Count - 1;
    }

    /// <summary>The node's inputs, where all of them are constants, so that its result depends on nothing else.</summary>
    private OnnxConstant[]? KnownInputs(OnnxNode node)
    {
        OnnxConstant[] known = [.. node.Inputs.Where(name => name.Length > 0).Select(name => _constants.GetValueOrDefault(name)!)];
        return known.Length == 0 || known.Contains(null!) ? null : known;
    }

    private bool TryFold(OnnxNode node)
    {
        if (KnownInputs(node) is not { } known || node.Type == "Shape")
            return OnnxConstantFolding.TryFold(node, this);
        bool isFolded = false;
        OnnxConstant? result = _file.Fold(node.Outputs[0], known, () =>
        {
            isFolded = OnnxConstantFolding.TryFold(node, this);
            return isFolded ? _constants[node.Outputs[0]] : null;
        });
        if (result is not null && !isFolded)
            SetConstant(node.Outputs[0], result);
        return result is not null;
    }

    /// <summary>
    /// Whether the node converts an input's own elements to floats or wider integers: inputs are floats here, so that nothing
    /// is to be done.
    /// </summary>
    private bool TryCastInput(OnnxNode node)
    {
        if (node.Type != "Cast" || node.Inputs is not [string name] || !_typeOf.TryGetValue(name, out OnnxInput? input))
            return false;
        bool toFloats = node.Int("to", 0) is 1 or 10 or 11 or 16;
        bool toWider = input.TakesIntegers && node.Int("to", 0) is 5 or 6 or 7 or 12 or 13;
        if (!toFloats && !toWider)
            return false;
        Emit(node, new Kernels.Operators.Arrangement.Identity("Cast"));
        if (!toFloats)
            _typeOf[node.Outputs[0]] = input;
        return true;
    }

    /// <summary>Adds the nodes of the branch that an If of known condition takes.</summary>
    private void AddBranch(OnnxNode node)
    {
        if (ConstantOf(node.Inputs[0]) is not { } condition)
            throw new UnsupportedOperatorException(
                _file.Path, [$"If with a condition that depends on the network's input ({node.Location})"]);
        string taken = condition.AsFloats().AsSpan()[0] != 0 ? "then_branch" : "else_branch";
        GraphProto branch = node.Branch(taken) ?? throw new ArgumentException($"has no {taken}");
        if (branch.Output.Count < node.Outputs.Length)
            throw new ArgumentException($"has {node.Outputs.Length} outputs, but its {taken} has {branch.Output.Count}");

        HashSet<string> own = [.. branch.Initializer.Select(tensor => tensor.Name), .. branch.Node.SelectMany(inner => inner.Output)];
        Dictionary<string, string> names = own.ToDictionary(name => name, name => name.Length == 0 ? "" : $"{node.Outputs[0]}/{name}");
        HashSet<string> computed = [.. branch.Node.SelectMany(inner => inner.Output)];
        List<(string From, string To)> passed = [];
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            string from = branch.Output[i].Name, to = node.Outputs[i];
            if (to.Length > 0 && computed.Remove(from))
                names[from] = to;
            else if (to.Length > 0)
                passed.Add((Rename(from), to));
        }

        foreach (TensorProto tensor in branch.Initializer)
            SetConstant(Rename(tensor.Name), Tensors.ReadOnce(tensor, tensor.Name));
        string scope = node.Name.Length > 0 ? $"{node.Name}/" : "";
        IEnumerable<OnnxNode> inner =
            [.. branch.Node.Select(inner => new OnnxNode(OnnxInliner.Renamed(inner, Rename, scope), node.Opset))];
        OnnxSupport.Check(inner, _file.Path);
        HashSet<string> known =
            [.. inner.SelectMany(next => next.Reads).Where(name => _constants.ContainsKey(name) || _valueOf.ContainsKey(name))];
        foreach (OnnxNode next in TopologicalOrder.Of([.. inner], known, _file.Path))
            Add(next);
        foreach ((string from, string to) in passed)
            Add(new OnnxNode(new NodeProto { OpType = "Identity", Name = to, Input = { from }, Output = { to } }, node.Opset));

        string Rename(string name) => names.GetValueOrDefault(name, name);
    }

    private Graph Finish()
    {
        if (_file.Outputs.Length == 0)
            throw Fault("", "the graph has no output.");
        List<int> outputs = [];
        foreach (string output in _file.Outputs)
        {
            if (!_valueOf.ContainsKey(output) && !_constants.ContainsKey(output))
                throw Fault($"output '{output}'", "is computed by no node.");
            outputs.Add(ValueOf(output));
        }

        return new Graph([.. _values], [.. _inputs], [.. _nodes], [.. outputs]);
    }
}
