using System.Runtime.InteropServices;
using NetInsight.Execution.Running;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// The ONNX project's conformance cases: each is a model of one node with inputs and expected outputs. The number of passed cases is
/// printed.
/// </summary>
public sealed class OnnxNodeSuiteTests(ITestOutputHelper output)
{
    /// <summary>ONNX's own tolerance for its cases (onnx/backend/test/loader).</summary>
    private const double Relative = 1e-3, Absolute = 1e-7;

    /// <summary>Cases that do not pass, each with the reason. A case that passes must not be listed.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    /// <summary>Float inputs that NetInsight needs as constants when it loads a network, as it does all integer inputs.</summary>
    private static readonly HashSet<(string Operator, int Input)> Parameters =
        [("Pad", 2), ("Resize", 1), ("Resize", 2), ("Upsample", 1)];

    [Fact]
    public void The_cases_pass_except_those_listed()
    {
        string folder = SharedFiles.Require("data/onnx-node");
        string[] cases = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
        Dictionary<string, string> failures = [];
        foreach (string path in cases)
        {
            try
            {
                Check(path);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures[Path.GetFileName(path)] = e.Message;
            }
        }

        string count = $"ONNX node suite: {cases.Length - failures.Count} of {cases.Length} cases passed";
        output.WriteLine(count);
        Console.WriteLine(count);
        Assert.Equal(257, cases.Length);
        string[] unexpected =
            [.. failures.Where(failure => !Exceptions.ContainsKey(failure.Key)).Select(failure => $"{failure.Key}: {failure.Value}")];
        Assert.True(unexpected.Length == 0, $"{count}\n{string.Join('\n', unexpected)}");
        Assert.All(Exceptions.Keys, name => Assert.Contains(name, failures.Keys));
    }

    private static void Check(string folder)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        NodeProto node = model.Graph.Node.Single();
        List<Tensor> inputs = [];
        for (int i = 0; i < model.Graph.Input.Count; i++)
        {
            TensorProto tensor = ReadTensor(folder, "input", i);
            string name = tensor.Name = model.Graph.Input[i].Name;
            int index = node.Input.IndexOf(name);
            bool isRunTime = tensor.DataType == 1 && !Parameters.Contains((node.OpType, index));
            if (isRunTime || (node.OpType, index) == ("MaxUnpool", 1))
            {
                inputs.Add(ToTensor(tensor));
                model.Graph.Input[i].Type.TensorType.ElemType = 1;
            }
            else
            {
                model.Graph.Initializer.Add(tensor);
            }
        }

        using MemoryStream bytes = new();
        using (Google.Protobuf.CodedOutputStream stream = new(bytes, leaveOpen: true))
            model.WriteTo(stream);
        Graph graph = OnnxReader.Read(bytes.ToArray(), folder, LoadLimits.Default).Graph;
        Engine engine = new(graph, 2, long.MaxValue);
        HashSet<int> outputs = [.. graph.Outputs];
        Dictionary<int, Tensor> results = engine.Run([.. inputs], outputs, new HashSet<int>(), null, CancellationToken.None);
        for (int i = 0; i < graph.Outputs.Length; i++)
            AssertNear(ToTensor(ReadTensor(folder, "output", i)), results[graph.Outputs[i]]);
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.Count; i++)
        {
            double x = expected.AsSpan()[i], y = actual.AsSpan()[i];
            if (!(Math.Abs(x - y) <= Absolute + Relative * Math.Abs(x)) && !x.Equals(y))
                Assert.Fail($"element {i} of {expected.Shape}: expected {x:G9}, got {y:G9}");
        }
    }

    private static TensorProto ReadTensor(string folder, string what, int index) =>
        TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"{what}_{index}.pb")));

    private static Tensor ToTensor(TensorProto tensor)
    {
        Shape shape = new([.. tensor.Dims.Select(extent => (int)extent)]);
        return tensor.DataType switch
        {
            1 => new Tensor(shape, tensor.HasRawData ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span) : tensor.FloatData.ToArray()),
            7 => new Tensor(shape, Array.ConvertAll(LongsOf(tensor), value => (float)value)),
            int type => throw new NotSupportedException($"data type {type}"),
        };
    }

    private static long[] LongsOf(TensorProto tensor) =>
        tensor.HasRawData ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray() : [.. tensor.Int64Data];
}
