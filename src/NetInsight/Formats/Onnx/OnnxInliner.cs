using System.Collections.Immutable;
using Google.Protobuf.Collections;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Replaces nodes that call functions of the file (FunctionProto) by the functions' nodes, nested ones too. Values inside a function are
/// named after the call's first output, so that all names stay unique.
/// </summary>
internal sealed class OnnxInliner
{
    /// <summary>Calls within calls; a function that calls itself is refused by this limit.</summary>
    private const int MaxNesting = 32;

    private readonly Dictionary<(string, string, string), FunctionProto> _functions = [];
    private readonly string _path;
    private readonly LoadLimits _limits;
    private readonly CancellationToken _cancellation;
    private int _copied;

    /// <summary>Lists the functions of a file.</summary>
    public OnnxInliner(ModelProto model, string path, LoadLimits limits, CancellationToken cancellation = default)
    {
        (_path, _limits, _cancellation) = (path, limits, cancellation);
        foreach (FunctionProto function in model.Functions)
        {
            if (!_functions.TryAdd((DomainOf(function.Domain), function.Name, function.Overload), function))
                throw new ModelFormatException(path, $"function '{function.Name}'", "is defined twice.");
        }
    }

    /// <summary>The nodes of the file's graph, without calls, each with the opset that it is written for.</summary>
    public ImmutableArray<OnnxNode> Expand(GraphProto graph, int opset)
    {
        List<OnnxNode> nodes = new(graph.Node.Count);
        Expand(graph.Node, opset, nodes, 0);
        return [.. nodes];
    }

    private void Expand(IEnumerable<NodeProto> source, int opset, List<OnnxNode> target, int depth)
    {
        foreach (NodeProto node in source)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_functions.Count > 0
                && _functions.TryGetValue((DomainOf(node.Domain), node.OpType, node.Overload), out FunctionProto? called))
            {
                Call(node, called, opset, target, depth);
                continue;
            }

            for (int i = 0; i < node.Attribute.Count && _functions.Count > 0; i++)
            {
                AttributeProto attribute = node.Attribute[i];
                if (attribute.G is null)
                    continue;
                List<OnnxNode> branch = [];
                Expand(attribute.G.Node, opset, branch, depth + 1);
                attribute.G.Node.Clear();
                attribute.G.Node.AddRange(branch.Select(inner => inner.Proto));
            }

            target.Add(new OnnxNode(node, opset));
        }
    }

    private void Call(NodeProto call, FunctionProto function, int opset, List<OnnxNode> target, int depth)
    {
        string location = $"node '{(call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault() ?? "")}' ({call.OpType})";
        if (depth >= MaxNesting)
            throw new ModelFormatException(_path, location, $"calls functions nested more than {MaxNesting} deep.");
        string prefix = call.Output.FirstOrDefault(name => name.Length > 0)
            ?? throw new ModelFormatException(_path, location, "has no output.");
        if (call.Input.Count > function.Input.Count || call.Output.Count > function.Output.Count)
            throw new ModelFormatException(_path, location, $"does not fit the inputs and outputs of the function '{function.Name}'.");

        Dictionary<string, string> names = new(StringComparer.Ordinal) { [""] = "" };
        for (int i = 0; i < function.Input.Count; i++)
            names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        List<(string From, string To)> passed = [];           // outputs that are inputs, or the same value twice
        for (int i = 0; i < call.Output.Count; i++)
        {
            if (call.Output[i].Length > 0 && !names.TryAdd(function.Output[i], call.Output[i]))
                passed.Add((names[function.Output[i]], call.Output[i]));
        }

        int inner = (int)(function.OpsetImport.LastOrDefault(set => OnnxSupport.IsOnnx(set.Domain))?.Version ?? opset);
        OnnxSupport.CheckOpset(inner, _path);
        List<NodeProto> body = [];
        foreach (NodeProto node in function.Node)
            body.Add(Copy(node, Rename, call, function));
        Expand(body, inner, target, depth + 1);
        foreach ((string from, string to) in passed)
            target.Add(new OnnxNode(new NodeProto { OpType = "Identity", Name = to, Input = { from }, Output = { to } }, opset));

        string Rename(string name)
        {
            if (!names.TryGetValue(name, out string? renamed))
                names[name] = renamed = $"{prefix}/{name}";
            if (renamed.Length > _limits.NameLength)
                throw new ResourceLimitException(
                    $"{Printable.Escape(_path)}: a name in a function has more than {_limits.NameLength:N0} characters.");
            return renamed;
        }
    }

    private NodeProto Copy(NodeProto node, Func<string, string> rename, NodeProto call, FunctionProto function)
    {
        NodeProto copy = CopyRenamed(node, rename, call.Name.Length > 0 ? $"{call.Name}/" : "");
        for (int i = copy.Attribute.Count - 1; i >= 0; i--)
        {
            AttributeProto attribute = copy.Attribute[i];
            if (attribute.RefAttrName.Length == 0)
                continue;
            AttributeProto? given = call.Attribute.FirstOrDefault(other => other.Name == attribute.RefAttrName)
                ?? function.AttributeProto.FirstOrDefault(other => other.Name == attribute.RefAttrName);
            copy.Attribute.RemoveAt(i);
            if (given is null)
                continue;                       // an optional attribute that the call leaves out
            AttributeProto resolved = Shallow(given);
            resolved.Name = attribute.Name;
            copy.Attribute.Add(resolved);
        }

        foreach (AttributeProto attribute in copy.Attribute.Where(attribute => attribute.G is not null))
        {
            NodeProto[] resolved = [.. attribute.G.Node.Select(inner => Copy(inner, name => name, call, function))];
            attribute.G.Node.Clear();
            attribute.G.Node.AddRange(resolved);
        }

        return copy;
    }

    private NodeProto CopyRenamed(NodeProto node, Func<string, string> rename, string scope)
    {
        Count();
        return Renamed(node, rename, scope, Count);

        void Count()
        {
            if (++_copied > _limits.Nodes)
                throw new ResourceLimitException($"{Printable.Escape(_path)}: functions expand to more than {_limits.Nodes:N0} nodes.");
        }
    }

    /// <summary>A copy of a node with other names for its values, those of its branches included. Tensors are shared.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rename">The new name of a value.</param>
    /// <param name="scope">What is put before the node's name.</param>
    /// <param name="count">Called for each node of a branch, to limit how much is copied.</param>
    public static NodeProto Renamed(NodeProto node, Func<string, string> rename, string scope, Action? count = null)
    {
        NodeProto copy = new() { OpType = node.OpType, Domain = node.Domain, Overload = node.Overload };
        copy.Name = node.Name.Length > 0 ? scope + node.Name : "";
        copy.Input.AddRange(node.Input.Select(rename));
        copy.Output.AddRange(node.Output.Select(rename));
        foreach (AttributeProto attribute in node.Attribute)
        {
            AttributeProto copied = attribute;
            if (attribute.G is not null)
            {
                copied = Shallow(attribute);
                copied.G = Renamed(attribute.G, rename, scope, count);
            }

            copy.Attribute.Add(copied);
        }

        return copy;
    }

    private static GraphProto Renamed(GraphProto graph, Func<string, string> rename, string scope, Action? count)
    {
        GraphProto copy = new() { Name = graph.Name };
        foreach (NodeProto node in graph.Node)
        {
            count?.Invoke();
            copy.Node.Add(Renamed(node, rename, scope, count));
        }

        foreach (TensorProto tensor in graph.Initializer)
        {
            TensorProto renamed = tensor.Clone();
            renamed.Name = rename(tensor.Name);
            copy.Initializer.Add(renamed);
        }

        RenameAll(graph.Input, copy.Input);
        RenameAll(graph.Output, copy.Output);
        return copy;

        void RenameAll(RepeatedField<ValueInfoProto> from, RepeatedField<ValueInfoProto> to) =>
            to.AddRange(from.Select(value => new ValueInfoProto { Name = rename(value.Name), Type = value.Type }));
    }

    /// <summary>A copy of an attribute that shares tensors and branches.</summary>
    private static AttributeProto Shallow(AttributeProto attribute)
    {
        AttributeProto copy = new() { Name = attribute.Name };
        if (attribute.HasF)
            copy.F = attribute.F;
        if (attribute.HasI)
            copy.I = attribute.I;
        if (attribute.HasS)
            copy.S = attribute.S;
        if (attribute.HasType)
            copy.Type = attribute.Type;
        copy.T = attribute.T;
        copy.G = attribute.G;
        copy.Floats.AddRange(attribute.Floats);
        copy.Ints.AddRange(attribute.Ints);
        copy.Strings.AddRange(attribute.Strings);
        return copy;
    }

    private static string DomainOf(string domain) => OnnxSupport.IsOnnx(domain) ? "" : domain;
}
