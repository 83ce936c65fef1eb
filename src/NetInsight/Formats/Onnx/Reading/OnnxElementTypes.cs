using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// The element types of values: those that a file states, of initializers and inputs, and those that follow for the results of nodes. In a
/// run all elements are floats; the types tell what a CastLike rounds to, which quotients are cut off and which sums wrap.
/// </summary>
internal sealed class OnnxElementTypes
{
    private readonly Dictionary<string, DataType> _types = new(StringComparer.Ordinal);

    /// <summary>Collects the types that a graph states.</summary>
    public OnnxElementTypes(GraphProto graph)
    {
        foreach (ValueInfoProto value in graph.Input)
        {
            if (value.Type?.TensorType is { ElemType: not 0 } type)
                _types[value.Name] = (DataType)type.ElemType;
        }

        foreach (TensorProto tensor in graph.Initializer)
            State(tensor.Name, (DataType)tensor.DataType);
    }

    /// <summary>Whether values of a type are whole numbers.</summary>
    public static bool IsInteger(DataType type) => type is DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16
        or DataType.Int32 or DataType.Uint32 or DataType.Int64 or DataType.Uint64;

    /// <summary>The type of a value; floats where nothing tells it.</summary>
    public DataType Of(string name) => _types.GetValueOrDefault(name, DataType.Float);

    /// <summary>States the type of a value.</summary>
    public void State(string name, DataType type) => _types[name] = type;

    /// <summary>Infers the types of a node's outputs from those of its inputs, which must be known by now.</summary>
    public void Infer(OnnxNode node)
    {
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length > 0)
                _types[node.Outputs[i]] = i == 0 ? First(node) : Further(node, i);
        }
    }

    private DataType First(OnnxNode node) => node.Type switch
    {
        "Constant" => Constant(node),
        "ConstantOfShape" => node.Tensor("value") is { } tensor ? (DataType)tensor.DataType : DataType.Float,
        "Cast" => Target(node),
        "CastLike" or "DequantizeLinear" or "Where" => OfInput(node, 1),
        "OneHot" => OfInput(node, 2),
        "EyeLike" when node.HasAttribute("dtype") => (DataType)node.Int("dtype", 1),
        "Shape" or "Size" or "ArgMax" or "ArgMin" or "NonZero" => DataType.Int64,
        "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Not" or "And" or "Or" or "Xor" or "IsNaN" or "IsInf" =>
            DataType.Bool,
        "QuantizeLinear" => node.Has(2) ? OfInput(node, 2) : (DataType)node.Int("output_dtype", (int)DataType.Uint8),
        "DynamicQuantizeLinear" => DataType.Uint8,
        "ConvInteger" or "MatMulInteger" => DataType.Int32,
        "QLinearConv" or "QLinearMatMul" => OfInput(node, 7),
        "QLinearConcat" => OfInput(node, 1),
        "QGemm" => node.Has(8) ? OfInput(node, 8) : DataType.Float,
        _ => OfInput(node, 0),
    };

    private DataType Further(OnnxNode node, int output) => node.Type switch
    {
        "TopK" or "MaxPool" => DataType.Int64,
        "Dropout" => DataType.Bool,
        "DynamicQuantizeLinear" => output == 1 ? DataType.Float : DataType.Uint8,
        _ => OfInput(node, 0),
    };

    private DataType OfInput(OnnxNode node, int input) => node.Has(input) ? Of(node.Inputs[input]) : DataType.Float;

    private static DataType Constant(OnnxNode node) => node.Tensor("value") is { } tensor ? (DataType)tensor.DataType
        : node.HasAttribute("value_int") || node.HasAttribute("value_ints") ? DataType.Int64 : DataType.Float;

    private static DataType Target(OnnxNode node) => node.Opset >= 6 ? (DataType)node.Int("to", 0)
        : Enum.TryParse(node.Text("to", ""), ignoreCase: true, out DataType type) ? type : DataType.Float;
}
