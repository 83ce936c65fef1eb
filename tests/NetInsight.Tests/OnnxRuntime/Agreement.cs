using NetInsight.Tests.Models;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>One model, through ONNX Runtime and through our reader and engine.</summary>
internal static class Agreement
{
    /// <summary>Both give the same for an input of this shape.</summary>
    public static void Check((OnnxBuilder Model, Shape Input) test)
    {
        byte[] bytes = test.Model.ToBytes();
        Tensor input = HashFill.Uniform("input", test.Input, -2, 2);
        OnnxModel read = OnnxReader.Read(bytes, "test", LoadLimits.Default);
        int output = read.Graph.Outputs[0];
        Tensor ours = new Engine(read.Graph, 2, long.MaxValue).Run([input], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
        Near.Relative(Peer.Run(bytes, input), ours, Tolerances.OnnxRuntime);
    }
}
