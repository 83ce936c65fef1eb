using System.Text;
using Google.Protobuf;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Fuzz;

/// <summary>ONNX models: the reader alone (<c>onnx</c>), and <c>Model.Load</c> with a run (<c>model</c>).</summary>
internal static class OnnxTarget
{
    /// <summary>The reader, from a file.</summary>
    public static FuzzTarget Target { get; } =
        new("onnx", bytes => TemporaryFile.Use(bytes, path => OnnxReader.Read(path, LoadLimits.Default)), Seeds, Words);

    /// <summary>The same files, loaded as models and run once where they are small.</summary>
    public static FuzzTarget WholeModel { get; } = new("model", SmallRun.Of, Seeds, Words);

    private static readonly string[] Names =
    [
        "Constant", "ConstantOfShape", "Shape", "Gather", "Cast", "kernel_shape", "pads", "strides", "group", "dilations", "auto_pad",
        "SAME_UPPER", "VALID", "ceil_mode", "count_include_pad", "epsilon", "axis", "axes", "alpha", "beta", "transA", "transB", "perm",
        "keepdims", "mode", "split", "starts", "ends", "value", "ai.onnx", "location", "to",
    ];

    private static IEnumerable<byte[]> Seeds() => OnnxSeeds.All.Select(model => model.ToBytes());

    /// <summary>Varints at the limits of 64 and 32 bits.</summary>
    private static readonly byte[][] Varints =
    [
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x10],
        [0xff, 0xff, 0xff, 0xff, 0x07],
    ];

    private static IEnumerable<byte[]> Words() => OnnxOperators.Table.Keys.Concat(Names)
        .Select(word => (byte[])[(byte)word.Length, .. Encoding.ASCII.GetBytes(word)])
        .Concat(Varints)
        .Append(new OnnxBuilder().Node("Relu", "x", "z").Proto.Graph.Node[0].ToByteArray());
}
