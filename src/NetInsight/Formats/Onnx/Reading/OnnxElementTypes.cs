using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// The element types of values as far as a file states them: of initializers, inputs and outputs, and of what operators such as Cast make.
/// In a run all elements are floats; the types tell what a CastLike rounds to and which quotients are cut off.
/// </summary>
internal sealed class OnnxElementTypes
{
    private static readonly HashSet<string> TypeOfFirstInput =
    [
        "Add", "Sub", "Mul", "Div", "Mod", "Neg", "Abs", "Max", "Min", "Clip", "Sum", "Identity", "Reshape", "Flatten", "Squeeze",
        "Unsqueeze", "Transpose", "Concat", "Slice", "Gather", "Expand", "Tile", "Pad", "MaxPool", "ReduceSum", "ReduceMax", "ReduceMin",
    ];

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
            if (node.Output.Count == 0)
                continue;
            if (StatedBy(node) is { } type)
                _types[node.Output[0]] = type;
            else if (TypeOfFirstInput.Contains(node.OpType) && node.Input.Count > 0 && _types.TryGetValue(node.Input[0], out DataType same))
                _types[node.Output[0]] = same;
        }
    }

    /// <summary>Whether values of a type are whole numbers.</summary>
    public static bool IsInteger(DataType type) => type is DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16
        or DataType.Int32 or DataType.Uint32 or DataType.Int64 or DataType.Uint64;

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
