using Google.Protobuf;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Shapes and element types of a network's values, as NetInsight reads the file.</summary>
internal sealed class KnownValues
{
    /// <summary>Elements of the largest value of a network that is run.</summary>
    public const int MaxElements = 20_000;

    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly OnnxElementTypes _types;

    private KnownValues(ModelProto model) => _types = new OnnxElementTypes(model.Graph);

    /// <summary>The values; null where NetInsight refuses the network or a value is large.</summary>
    public static KnownValues? Of(ModelProto model)
    {
        try
        {
            KnownValues known = new(model);
            Graph graph = OnnxReader.Read(model.ToByteArray(), "mutated", Limits).Graph;
            foreach (TensorProto tensor in model.Graph.Initializer)
                known._shapes[tensor.Name] = new Shape([.. tensor.Dims.Select(extent => (int)extent)]);
            Shape[] inputs = [.. graph.Inputs.Select(input => new Shape([.. input.Dimensions.Select(extent => extent ?? 1)]))];
            foreach ((int value, Shape shape) in ShapeInference.Infer(graph, inputs))
            {
                if (shape.Count > MaxElements)
                    return null;
                known._shapes[graph.Values[value].Name] = shape;
            }

            return known;
        }
        catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Limits for small networks.</summary>
    public static LoadLimits Limits { get; } = new() { ActivationElements = 100 * MaxElements };

    /// <summary>Whether the shape is known.</summary>
    public bool Has(string name) => _shapes.ContainsKey(name);

    /// <summary>The shape.</summary>
    public Shape ShapeOf(string name) => _shapes[name];

    /// <summary>The element type.</summary>
    public DataType TypeOf(string name) => _types.Of(name);
}
