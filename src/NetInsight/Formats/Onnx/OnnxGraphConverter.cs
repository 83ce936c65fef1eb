using NetInsight.Formats.Onnx.Folding;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Converts a parsed file to a <see cref="Graph"/> for inputs of known shapes, node by node in topological order: constants are folded as
/// they become known, shapes inferred, nodes mapped to our operators.
/// </summary>
internal sealed class OnnxGraphConverter
{
    private readonly OnnxFile _file;
    private readonly OnnxImport _import;
    private readonly Dictionary<string, OnnxInput> _typeOf = new(StringComparer.Ordinal);

    private OnnxGraphConverter(OnnxFile file, bool assumesBatch)
    {
        _file = file;
        _import = new OnnxImport(file.Source, new LayerNames(file.Nodes.Select(node => node.Name)), assumesBatch);
    }

    /// <summary>Converts a file for inputs of known shapes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="inputs">What its inputs become.</param>
    /// <param name="assumesBatch">Whether the batch size of these shapes stands for any: see <see cref="OnnxImport.AssumesBatch"/>.</param>
    /// <returns>The graph, and the shapes of its values that are no constants.</returns>
    public static (Graph Graph, Dictionary<int, Shape> Shapes) Convert(OnnxFile file, IEnumerable<BoundInput> inputs, bool assumesBatch)
    {
        OnnxGraphConverter converter = new(file, assumesBatch);
        foreach (BoundInput input in inputs)
            converter.Bind(input);
        foreach (OnnxNode node in file.Nodes)
        {
            file.Source.Cancellation.ThrowIfCancellationRequested();
            converter.Add(node);
        }

        return converter.Finish();
    }

    private void Bind(BoundInput input)
    {
        try
        {
            _import.Bind(input);
            if (input is { Constant: null, Source: { } source })
                _typeOf[input.Name] = source;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw _file.Fault($"input '{input.Name}'", e.Message, e);
        }
    }

    private void Add(OnnxNode node)
    {
        try
        {
            if (node.Outputs.Length == 0)
                throw new ArgumentException("has no output");
            OnnxArity.Check(node);
            OnnxFlags.Check(node);
            _import.ElementTypes.Infer(node);
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
            Convert(node, convert);
        }
        catch (Exception e) when (
            e is ArgumentException or ArithmeticException or InvalidOperationException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw _file.Fault(node.Location, $"{e.Rule()}{(e.Rule().EndsWith('.') ? "" : ".")}", e);
        }
    }

    private void Convert(OnnxNode node, OnnxOperators.Converter convert)
    {
        if (OnnxIntegerResults.After(node, _import.ElementTypes.Of(node.Outputs[0])) is not { } after)
        {
            convert(node, _import);
            return;
        }

        string exact = $"{node.Outputs[0]}/exact";
        convert(node.As(node.Type, exact, [.. node.Inputs]), _import);
        _import.EmitAs(node, after, node.Outputs[0], exact);
    }

    private bool TryFold(OnnxNode node)
    {
        return _import.KnownInputs(node) is not { } known || node.Type == "Shape" || node.Outputs.Length > 1    // one result is kept
            ? OnnxConstantFolding.TryFold(node, _import)
            : TryFold(node, known);
    }

    private bool TryFold(OnnxNode node, OnnxConstant[] known)
    {
        bool isFolded = false;
        OnnxConstant? result = _file.Source.Fold(node.Outputs[0], known, () =>
        {
            isFolded = OnnxConstantFolding.TryFold(node, _import);
            return isFolded ? _import.ConstantOf(node.Outputs[0]) : null;
        });
        if (result is not null && !isFolded)
            _import.SetConstant(node.Outputs[0], result);
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
        _import.Emit(node, new Kernels.Operators.Arrangement.Identity("Cast"));
        if (!toFloats)
            _typeOf[node.Outputs[0]] = input;
        return true;
    }

    /// <summary>Adds the nodes of the branch that an If of known condition takes.</summary>
    private void AddBranch(OnnxNode node)
    {
        if (_import.ConstantOf(node.Inputs[0]) is not { } condition)
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
        {
            _import.ElementTypes.State(Rename(tensor.Name), (DataType)tensor.DataType);
            _import.SetConstant(Rename(tensor.Name), _import.Tensors.ReadOnce(tensor, tensor.Name));
        }

        string scope = node.Name.Length > 0 ? $"{node.Name}/" : "";
        IEnumerable<OnnxNode> inner =
            [.. branch.Node.Select(inner => new OnnxNode(OnnxInliner.Renamed(inner, Rename, scope), node.Opset))];
        OnnxSupport.Check(inner, _file.Path);
        HashSet<string> known = [.. inner.SelectMany(next => next.Reads).Where(_import.IsKnown)];
        foreach (OnnxNode next in TopologicalOrder.Of([.. inner], known, _file.Path))
            Add(next);
        foreach ((string from, string to) in passed)
            Add(new OnnxNode(new NodeProto { OpType = "Identity", Name = to, Input = { from }, Output = { to } }, node.Opset));

        string Rename(string name) => names.GetValueOrDefault(name, name);
    }

    private (Graph Graph, Dictionary<int, Shape> Shapes) Finish()
    {
        if (_file.Outputs.Length == 0)
            throw _file.Fault("", "the graph has no output.");
        List<int> outputs = [];
        foreach (string output in _file.Outputs)
        {
            if (!_import.IsKnown(output))
                throw _file.Fault($"output '{output}'", "is computed by no node.");
            outputs.Add(_import.ValueOf(output));
        }

        return (_import.ToGraph(outputs), _import.Shapes());
    }
}
