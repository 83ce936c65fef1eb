using Google.Protobuf;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Writes ONNX models in tests: for our reader, and for ONNX Runtime to run the same bytes.</summary>
internal sealed class OnnxBuilder
{
    public OnnxBuilder(int opset = 13)
    {
        Proto = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "test" } };
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    /// <summary>The protobuf message, for tests that break it.</summary>
    public ModelProto Proto { get; }

    public OnnxBuilder Input(string name, params long[] dimensions)
    {
        Proto.Graph.Input.Add(ValueOf(name, dimensions));
        return this;
    }

    public OnnxBuilder Output(params string[] names)
    {
        foreach (string name in names)
        {
            TypeProto type = new() { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } };
            Proto.Graph.Output.Add(new ValueInfoProto { Name = name, Type = type });
        }

        return this;
    }

    /// <summary>A constant of floats, in raw_data.</summary>
    public OnnxBuilder Floats(string name, long[] dimensions, params float[] values)
    {
        byte[] raw = new byte[4 * values.Length];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        TensorProto tensor = new() { Name = name, DataType = 1, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.AddRange(dimensions);
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A constant of pseudo-random elements from -1 to 1, seeded by its name.</summary>
    public OnnxBuilder Constant(string name, params int[] shape) =>
        Floats(name, [.. shape.Select(extent => (long)extent)], HashFill.Uniform(name, new Shape(shape), -1, 1).AsSpan().ToArray());

    /// <summary>A list of integers, in int64_data.</summary>
    public OnnxBuilder Longs(string name, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = 7 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node whose name is that of its first output.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">Names separated by spaces; a dash stands for an input that is left out.</param>
    /// <param name="outputs">Names separated by spaces.</param>
    /// <param name="attributes">Integers, floats, strings, lists of them, or tensors.</param>
    public OnnxBuilder Node(string type, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = type, Name = outputs.Split(' ')[0] };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "-" ? "" : name));
        node.Output.AddRange(outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Proto.Graph.Node.Add(node);
        return this;
    }

    /// <summary>The nodes and small constants, for the messages of failing tests.</summary>
    public override string ToString() =>
        $"{string.Join(' ', Proto.Graph.Node)} {string.Join(' ', Proto.Graph.Initializer.Where(tensor => tensor.CalculateSize() < 200))}";

    public byte[] ToBytes() => Proto.ToByteArray();

    public OnnxModel Read(LoadLimits? limits = null) => OnnxReader.Read(ToBytes(), "test", limits ?? LoadLimits.Default);

    public Model Load(ModelOptions? options = null)
    {
        using MemoryStream stream = new(ToBytes());
        return Model.Load(stream, options);
    }

    public static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case int or long:
                attribute.Type = AttributeType.Int;
                attribute.I = Convert.ToInt64(value);
                break;
            case float real:
                attribute.Type = AttributeType.Float;
                attribute.F = real;
                break;
            case string text:
                attribute.Type = AttributeType.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            case TensorProto tensor:
                attribute.Type = AttributeType.Tensor;
                attribute.T = tensor;
                break;
            case float[] reals:
                attribute.Type = AttributeType.Floats;
                attribute.Floats.AddRange(reals);
                break;
            case int[] integers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(integers.Select(integer => (long)integer));
                break;
            case long[] longs:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(longs);
                break;
            default:
                throw new ArgumentException($"no attribute holds {value}", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto ValueOf(string name, long[] dimensions)
    {
        TensorShapeProto shape = new();
        foreach (long dimension in dimensions)
        {
            shape.Dim.Add(dimension >= 0
                ? new TensorShapeProto.Types.Dimension { DimValue = dimension }
                : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        }

        TypeProto type = new() { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } };
        return new ValueInfoProto { Name = name, Type = type };
    }
}
