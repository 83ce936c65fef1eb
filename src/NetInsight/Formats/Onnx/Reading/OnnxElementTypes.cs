using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// The element types of values as far as a file states them: of initializers, inputs and outputs, and of what operators such as Cast make.
/// In a run all elements are floats; the types tell what a CastLike rounds to.
/// </summary>
internal sealed class OnnxElementTypes
{
    private readonly Dictionary<string, DataType> _types = new(StringComparer.Ordinal);

    /// <summary>Collects the types that a graph states.</summary>
    public OnnxElementTypes(GraphProto graph)
    {
        foreach (ValueInfoProto value in graph.Output.Concat(graph.Input))
        {
            if (value.Type?.TensorType is { ElemType: not 0 } type)
                _types[value.Name] = (DataType)type.ElemType;
        }

        foreach (TensorProto tensor in graph.Initializer)
            _types[tensor.Name] = (DataType)tensor.DataType;
        foreach (NodeProto node in graph.Node)
        {
            if (StatedBy(node) is { } type && node.Output.Count > 0)
                _types[node.Output[0]] = type;
        }
    }

    /// <summary>The type of a value; floats where the file states none.</summary>
    public DataType Of(string name) => _types.GetValueOrDefault(name, DataType.Float);

    private static DataType? StatedBy(NodeProto node) => node.OpType switch
    {
        "Constant" when node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T is { } tensor => (DataType)tensor.DataType,
        "Constant" when node.Attribute.Any(attribute => attribute.Name is "value_int" or "value_ints") => DataType.Int64,
        "Cast" when node.Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { I: > 0 } to => (DataType)to.I,
        "Shape" or "Size" or "ArgMax" or "ArgMin" => DataType.Int64,
        "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Not" or "And" or "Or" or "Xor" or "IsNaN" or "IsInf" =>
            DataType.Bool,
        _ => null,
    };
}
