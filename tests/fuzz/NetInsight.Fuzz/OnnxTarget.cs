using System.Text;
using Google.Protobuf;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Fuzz;

/// <summary>ONNX models: the reader alone (<c>onnx</c>), and <c>Model.Load</c> (<c>model</c>).</summary>
internal static class OnnxTarget
{
    /// <summary>The reader, from a file.</summary>
    public static FuzzTarget Target { get; } =
        new("onnx", bytes => TemporaryFile.Use(bytes, path => OnnxReader.Read(path, LoadLimits.Default)), Seeds, Words);

    /// <summary>The same files, loaded as models.</summary>
    public static FuzzTarget WholeModel { get; } = new("model", Load, Seeds, Words);

    private static void Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        using Model model = Model.Load(stream);
    }

    private static IEnumerable<byte[]> Seeds() => new[]
    {
        Small(13).Node("Relu", "x", "y"),
        Small(11).Floats("w", [2, 2, 3, 3], new float[36]).Floats("b", [2], 1, 2)
            .Node(
                "Conv",
                "x w b",
                "c",
                ("kernel_shape", new[] { 3, 3 }),
                ("pads", new[] { 1, 1, 1, 1 }),
                ("strides", new[] { 1, 1 }),
                ("group", 1),
                ("dilations", new[] { 1, 1 }))
            .Node("MaxPool", "c", "p", ("kernel_shape", new[] { 2, 2 }), ("ceil_mode", 1)).Node("GlobalAveragePool", "p", "g")
                .Node("Flatten", "g", "f")
            .Floats("m", [3, 2], new float[6]).Floats("n", [3], new float[3]).Node("Gemm", "f m n", "z", ("transB", 1), ("alpha", 1f))
            .Node("Softmax", "z", "y", ("axis", 1)),
        Small(13).Floats("k", [8, 2, 4, 4], new float[256]).Floats("j", [1, 1, 16, 20], new float[320])
            .Node("Conv", "x k", "c").Node("Mul", "c j", "y"),
        Small(18).Node("ReduceMax", "x", "r", ("keepdims", 1)).Floats("h", [4], 1, 1, 2, 2)
            .Node("Resize", "x - h", "u", ("mode", "linear")).Node("Mul", "u r", "y"),
        Small(9).Floats("s", [2], 1, 1).Floats("t", [2], 0, 0).Node("BatchNormalization", "x s t t s", "b", ("epsilon", 1e-5f))
            .Node("Clip", "b", "c", ("min", 0f), ("max", 6f)).Node("Add", "c x", "y"),
        Small(13).Longs("a", 1).Longs("s", 0).Longs("e", 9223372036854775807)
            .Node("Slice", "x s e a", "l").Longs("r", 0, -1).Node("Reshape", "l r", "y"),
        Small(13).Node("Shape", "x", "d").Longs("i", 0).Node("Gather", "d i", "g", ("axis", 0))
            .Longs("q", -1).Node("Concat", "g q", "r", ("axis", 0)).Node("Reshape", "x r", "y"),
        Small(13).Longs("p", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", "x p", "q", ("mode", "reflect"))
            .Node("Transpose", "q", "t", ("perm", new[] { 0, 1, 3, 2 }))
            .Node("ReduceMean", "t", "y", ("axes", new[] { 2, 3 }), ("keepdims", 0)),
        Small(13).Longs("k", 1, 1).Node("Split", "x k", "u v", ("axis", 1)).Node("Mul", "u v", "m")
            .Node("LRN", "m", "y", ("size", 3), ("bias", 1f)),
        Small(13).Node("Constant", "", "k", ("value", new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 2 } }))
            .Node("Div", "x k", "d").Node("Unsqueeze", "d o", "e").Longs("o", 0).Node("Squeeze", "e o", "y"),
    }.Select(model => model.ToBytes());

    private static readonly string[] Names =
    [
        "Constant", "ConstantOfShape", "Shape", "Gather", "Cast", "kernel_shape", "pads", "strides", "group", "dilations", "auto_pad",
        "SAME_UPPER", "VALID", "ceil_mode", "count_include_pad", "epsilon", "axis", "axes", "alpha", "beta", "transA", "transB", "perm",
        "keepdims", "mode", "split", "starts", "ends", "value", "ai.onnx", "location", "to",
    ];

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
        .Append(Small(13).Node("Relu", "x", "z").Proto.Graph.Node[0].ToByteArray());

    private static OnnxBuilder Small(int opset) => new OnnxBuilder(opset).Input("x", 1, 2, 4, 4).Output("y");
}
