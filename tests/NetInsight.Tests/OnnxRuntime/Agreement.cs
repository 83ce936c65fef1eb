using NetInsight.Execution.Running;
using NetInsight.Formats.Onnx;
using NetInsight.Graphs;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>Compares one model in ONNX Runtime with our reader and engine.</summary>
internal static class Agreement
{
    /// <summary>Both compute the same for an input of this shape.</summary>
    public static void Check((OnnxBuilder Model, Shape Input) test)
    {
        byte[] bytes = test.Model.ToBytes();
        Tensor input = HashFill.Uniform("input", test.Input, -2, 2);
        Near.Relative(Peer.Run(bytes, input), Ours(bytes, input), Tolerances.OnnxRuntime);
    }

    /// <summary>The first output of our engine.</summary>
    public static Tensor Ours(byte[] bytes, Tensor input)
    {
        Graph graph = OnnxReader.Read(bytes, "test", LoadLimits.Default).Graph;
        int output = graph.Outputs[0];
        Engine engine = new(graph, 2, long.MaxValue);
        return engine.Run([input], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
    }
}
