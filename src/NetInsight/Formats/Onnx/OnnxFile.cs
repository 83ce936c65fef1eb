using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// A parsed file, ready to be converted: functions expanded, nodes sorted, those left out that no output needs. One file may be converted
/// several times, for several sizes of its input; weights are read once.
/// </summary>
internal sealed class OnnxFile
{
    /// <summary>Prepares a parsed file.</summary>
    public OnnxFile(
        ModelProto model,
        string path,
        OnnxExternalData? externalData,
        LoadLimits limits,
        OnnxRawData? rawData,
        CancellationToken cancellation)
    {
        OnnxTensors tensors = new(path, externalData, limits, rawData, cancellation);
        Source = new OnnxSource(path, limits, tensors, new OnnxElementTypes(model.Graph), cancellation);
        cancellation.ThrowIfCancellationRequested();
        int opset = OnnxSupport.OpsetOf(model, path);
        ImmutableArray<OnnxNode> nodes = new OnnxInliner(model, path, limits, cancellation).Expand(model.Graph, opset);
        CheckNames(nodes);
        cancellation.ThrowIfCancellationRequested();
        Outputs = [.. model.Graph.Output.Select(output => output.Name)];
        HashSet<string> known =
            [.. model.Graph.Initializer.Select(tensor => tensor.Name), .. model.Graph.Input.Select(input => input.Name)];
        HashSet<string> needed = [.. Outputs];
        ImmutableArray<OnnxNode> sorted = [.. TopologicalOrder.Of(nodes, known, path, cancellation)];
        cancellation.ThrowIfCancellationRequested();
        Nodes = Needed(sorted, needed, cancellation);
        OnnxSupport.Check(Nodes, path);
        ReadInitializers(model.Graph, needed);
        Inputs = ReadInputs(model.Graph, needed);
    }

    private readonly HashSet<string> _initializerNames = new(StringComparer.Ordinal);

    /// <summary>What its conversions share beside the nodes.</summary>
    public OnnxSource Source { get; }

    /// <summary>The file, for messages.</summary>
    public string Path => Source.Path;

    /// <summary>The nodes on which an output depends, in topological order.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; }

    /// <summary>The initializers.</summary>
    public Dictionary<string, OnnxConstant> Initializers => Source.Initializers;

    /// <summary>The inputs without initializers.</summary>
    public ImmutableArray<OnnxInput> Inputs { get; }

    /// <summary>The names of the outputs.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>The inputs on which no output depends; not among <see cref="Inputs"/>.</summary>
    public HashSet<string> UnusedInputs { get; } = new(StringComparer.Ordinal);

    /// <summary>The exception for a broken rule.</summary>
    public ModelFormatException Fault(string location, string rule, Exception? inner = null) => Source.Fault(location, rule, inner);

    private static ImmutableArray<OnnxNode> Needed(
        ImmutableArray<OnnxNode> sorted, HashSet<string> needed, CancellationToken cancellation)
    {
        List<OnnxNode> live = [];
        foreach (OnnxNode node in sorted.Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            bool isNeeded = node.Outputs.Length == 0;
            foreach (string output in node.Outputs)
                isNeeded |= needed.Contains(output);
            if (!isNeeded)
                continue;
            live.Add(node);
            needed.UnionWith(node.Reads);
        }

        live.Reverse();
        return [.. live];
    }

    private void CheckNames(ImmutableArray<OnnxNode> nodes)
    {
        foreach (OnnxNode node in nodes)
        {
            Source.Cancellation.ThrowIfCancellationRequested();
            CheckName(node.Name);
            foreach (string name in node.Inputs)
                CheckName(name);
            foreach (string name in node.Outputs)
                CheckName(name);
        }

        void CheckName(string name)
        {
            if (name.Length > Source.Limits.NameLength)
                throw new ResourceLimitException(
                    $"{Printable.Escape(Path)}: a name has {name.Length:N0} characters; the limit is {Source.Limits.NameLength:N0}.");
        }
    }

    private void ReadInitializers(GraphProto graph, HashSet<string> needed)
    {
        if (graph.SparseInitializer.Count > 0)
            throw new UnsupportedOperatorException(Path, ["sparse initializers"]);
        for (int i = 0; i < graph.Initializer.Count; i++)
        {
            Source.Cancellation.ThrowIfCancellationRequested();
            TensorProto tensor = graph.Initializer[i];
            if (!_initializerNames.Add(tensor.Name))
                throw Fault($"tensor '{tensor.Name}'", "appears twice among the initializers.");
            if (!needed.Contains(tensor.Name))
            {
                Source.Tensors.CheckUnread(tensor);     // its elements are not read
                continue;
            }

            OnnxConstant constant = Source.Tensors.Read(tensor, tensor.Name, i);
            tensor.ClearRawData();                      // weights are not held twice
            tensor.FloatData.Clear();
            Initializers.Add(tensor.Name, constant);
        }
    }

    private ImmutableArray<OnnxInput> ReadInputs(GraphProto graph, HashSet<string> needed)
    {
        List<OnnxInput> inputs = [];
        bool anyNeeded = graph.Input.Any(input => needed.Contains(input.Name) && !_initializerNames.Contains(input.Name));
        foreach (ValueInfoProto input in graph.Input)
        {
            if (_initializerNames.Contains(input.Name))
            {
                if (!Initializers.ContainsKey(input.Name))
                    UnusedInputs.Add(input.Name);
                continue;                               // a weight listed as an input too, or an input with a default
            }

            if (anyNeeded && !needed.Contains(input.Name))
            {
                UnusedInputs.Add(input.Name);
                continue;
            }

            if (input.Type?.TensorType is not { } type || type.Shape is null)
                throw Fault($"input '{input.Name}'", "has no shape; a tensor with a shape is expected.");
            if (type.ElemType is not (>= 1 and <= 7 or >= 9 and <= 13 or 16))
                throw Fault($"input '{input.Name}'", $"is of element type {type.ElemType}; floats or integers are expected.");
            if (inputs.Any(known => known.Name == input.Name))
                throw Fault($"input '{input.Name}'", $"the value '{Printable.Escape(input.Name)}' is defined twice");
            inputs.Add(new OnnxInput(input.Name, type.ElemType, [.. type.Shape.Dim.Select(dimension => Extent(dimension, input.Name))]));
        }

        return [.. inputs];
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
}
