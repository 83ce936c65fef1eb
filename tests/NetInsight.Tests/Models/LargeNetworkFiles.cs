using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;

namespace NetInsight.Tests.Models;

/// <summary>ONNX files of many small layers: what planning takes grows with nodes and edges, not with their arithmetic.</summary>
internal static class LargeNetworkFiles
{
    /// <summary>The kinds of network, by name, each made for a number of layers.</summary>
    public static IReadOnlyDictionary<string, Func<int, byte[]>> Kinds { get; } = new Dictionary<string, Func<int, byte[]>>
    {
        ["chain"] = Chain,
        ["convolutions"] = Convolutions,
        ["fan"] = Fan,
        ["sums"] = Sums,
    };

    /// <summary>x -> Relu -> Relu -> ... -> y.</summary>
    public static byte[] Chain(int layers) => Write(graph =>
    {
        for (int i = 0; i < layers; i++)
            Add(graph, "Relu", i == layers - 1 ? "y" : $"v{i}", i == 0 ? "x" : $"v{i - 1}");
    });

    /// <summary>x -> Conv -> Relu -> Conv -> Relu -> ... -> y, 1 x 1 with weights of their own.</summary>
    public static byte[] Convolutions(int layers) => Write(graph =>
    {
        for (int i = 0; i < layers; i++)
        {
            string input = i == 0 ? "x" : $"v{i - 1}", output = i == layers - 1 ? "y" : $"v{i}";
            if (i % 2 == 1)
            {
                Add(graph, "Relu", output, input);
                continue;
            }

            TensorProto weights = new() { Name = $"w{i}", DataType = (int)TensorProto.Types.DataType.Float, Dims = { 3, 3, 1, 1 } };
            for (int k = 0; k < 9; k++)
                weights.FloatData.Add(k % 4 == 0 ? 1 : 0);
            graph.Initializer.Add(weights);
            Add(graph, "Conv", output, input, weights.Name);
        }
    });

    /// <summary>Many Relu of one map, and a Concat of all of them.</summary>
    public static byte[] Fan(int layers) => Write(graph =>
    {
        string[] parts = [.. Enumerable.Range(0, layers).Select(i => $"v{i}")];
        foreach (string part in parts)
            Add(graph, "Relu", part, "x");
        Add(graph, "Concat", "y", parts);
        graph.Node[^1].Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
    });

    /// <summary>Each map is the Sum of all earlier ones; as each Sum becomes additions, there are half the square of maps.</summary>
    public static byte[] Sums(int layers) => Write(graph =>
    {
        int maps = (int)Math.Sqrt(2.0 * layers);
        Add(graph, "Relu", "v0", "x");
        for (int i = 1; i < maps; i++)
            Add(graph, "Sum", $"v{i}", [.. Enumerable.Range(0, i).Select(k => $"v{k}")]);
        Add(graph, "Relu", "y", $"v{maps - 1}");
    });

    private static void Add(GraphProto graph, string type, string output, params string[] inputs) =>
        graph.Node.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { output } });

    private static byte[] Write(Action<GraphProto> addNodes)
    {
        GraphProto graph = new() { Name = "large" };
        TensorShapeProto shape = new();
        foreach (int extent in (int[])[1, 3, 8, 8])
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "n" };
        graph.Input.Add(new ValueInfoProto
        {
            Name = "x",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } },
        });
        addNodes(graph);
        graph.Output.Add(new ValueInfoProto
        {
            Name = "y",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } },
        });
        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model.ToByteArray();
    }
}
