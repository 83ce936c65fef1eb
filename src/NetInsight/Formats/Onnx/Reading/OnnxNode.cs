using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>A node of a file; attributes are checked as they are read.</summary>
internal sealed class OnnxNode(NodeProto node, int opset)
{
    /// <summary>The node as the file has it.</summary>
    public NodeProto Proto => node;

    /// <summary>The operator, such as Conv.</summary>
    public string Type => node.OpType;

    /// <summary>The operator with its domain, such as com.microsoft.Gelu; ONNX's own have none.</summary>
    public string Key => KeyOf(node);

    /// <summary>The operator of a node with its domain.</summary>
    public static string KeyOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    /// <summary>The version of ONNX's operators that the file uses.</summary>
    public int Opset => opset;

    /// <summary>The name in the file; may be empty.</summary>
    public string Name => node.Name;

    /// <summary>The node's name and operator, for messages.</summary>
    public string Location => $"node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")}' ({node.OpType})";

    /// <summary>The names of the inputs, without empty ones at the end.</summary>
    public ImmutableArray<string> Inputs { get; } = WithoutEmptyEnd(node.Input);

    /// <summary>The names of the outputs.</summary>
    public ImmutableArray<string> Outputs { get; } = [.. node.Output];

    /// <summary>Whether the node has this input: optional ones may be absent or empty.</summary>
    public bool Has(int input) => input < Inputs.Length && Inputs[input].Length > 0;

    /// <summary>An integer attribute.</summary>
    public int Int(string name, int fallback) => checked((int)Long(name, fallback));

    /// <summary>A 64-bit integer attribute.</summary>
    public long Long(string name, long fallback) => Find(name, AttributeType.Int)?.I ?? fallback;

    /// <summary>A float attribute.</summary>
    public float Float(string name, float fallback) => Find(name, AttributeType.Float)?.F ?? fallback;

    /// <summary>An integer list attribute; null where it is absent.</summary>
    public long[]? Longs(string name) => Find(name, AttributeType.Ints)?.Ints.ToArray();

    /// <summary>A float list attribute; null where it is absent.</summary>
    public float[]? Floats(string name) => Find(name, AttributeType.Floats)?.Floats.ToArray();

    /// <summary>A string attribute.</summary>
    public string Text(string name, string fallback) => Find(name, AttributeType.String)?.S.ToStringUtf8() ?? fallback;

    /// <summary>A string list attribute; null where it is absent.</summary>
    public string[]? Texts(string name) => Find(name, AttributeType.Strings)?.Strings.Select(text => text.ToStringUtf8()).ToArray();

    /// <summary>
    /// An operator of ONNX's with this node's attributes, for a node that is composed of several; the one that makes the node's output
    /// keeps the name.
    /// </summary>
    public OnnxNode As(string type, string output, params ReadOnlySpan<string> inputs)
    {
        NodeProto part = node.Clone();
        (part.OpType, part.Domain) = (type, "");
        part.Name = output == node.Output[0] ? node.Name : "";
        part.Input.Clear();
        part.Input.AddRange(inputs.ToArray());
        part.Output.Clear();
        part.Output.Add(output);
        return new OnnxNode(part, opset);
    }

    /// <summary>A tensor attribute; null where it is absent.</summary>
    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor)?.T;

    /// <summary>A graph attribute, a branch of an If; null where it is absent.</summary>
    public GraphProto? Branch(string name) => Find(name, AttributeType.Graph)?.G;

    /// <summary>The values that the node reads: its inputs, and what its branches take from the graph around them.</summary>
    public ImmutableArray<string> Reads
    {
        get
        {
            bool isPlain = true;
            foreach (string name in Inputs)
                isPlain &= name.Length > 0;
            foreach (AttributeProto attribute in node.Attribute)
                isPlain &= attribute.G is null;
            return isPlain ? Inputs :
            [
                .. Inputs.Where(name => name.Length > 0),
                .. node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => Captured(attribute.G)),
            ];
        }
    }

    private static ImmutableArray<string> WithoutEmptyEnd(RepeatedField<string> names)
    {
        int count = names.Count;
        while (count > 0 && names[count - 1].Length == 0)
            count--;
        string[] result = new string[count];
        for (int i = 0; i < count; i++)
            result[i] = names[i];
        return ImmutableCollectionsMarshal.AsImmutableArray(result);
    }

    private static HashSet<string> Captured(GraphProto graph)
    {
        HashSet<string> own = [.. graph.Initializer.Select(tensor => tensor.Name), .. graph.Input.Select(input => input.Name)];
        HashSet<string> read = [.. graph.Output.Select(output => output.Name)];
        foreach (NodeProto inner in graph.Node)
        {
            read.UnionWith(inner.Input);
            foreach (AttributeProto attribute in inner.Attribute.Where(attribute => attribute.G is not null))
                read.UnionWith(Captured(attribute.G));
            own.UnionWith(inner.Output);
        }

        read.ExceptWith(own);
        read.Remove("");
        return read;
    }

    /// <summary>Whether the node has an attribute.</summary>
    public bool HasAttribute(string name) => node.Attribute.Any(attribute => attribute.Name == name);

    private AttributeProto? Find(string name, AttributeType type)
    {
        AttributeProto? found = null;
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.Name != name)
                continue;
            if (found is not null)
                throw new ArgumentException($"attribute '{name}' appears twice");
            found = attribute;
        }

        // Writers before ONNX 1.0 omitted the type; protobuf then reads Undefined.
        return found is null || found.Type == type || found.Type == AttributeType.Undefined
            ? found
            : throw new ArgumentException($"attribute '{name}' is of type {found.Type}, but {type} is expected");
    }
}
