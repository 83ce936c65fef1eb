using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Fuzz;

/// <summary>Small valid networks that use every operator of the reader's table.</summary>
internal static partial class OnnxSeeds
{
    /// <summary>The networks.</summary>
    public static IReadOnlyList<OnnxBuilder> All => [.. Convolutional, .. Elementary, .. Further, .. Quantized, .. Microsoft];

    private static OnnxBuilder[] Convolutional =>
    [
        Small(13).Node("Relu", "x", "y"),
        Small(11).Floats("w", [2, 2, 3, 3], new float[36]).Floats("b", [2], 1, 2)
            .Node("Conv", "x w b", "c", ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 1, 1 }),
                ("group", 1), ("dilations", new[] { 1, 1 }))
            .Node("MaxPool", "c", "p", ("kernel_shape", new[] { 2, 2 }), ("ceil_mode", 1)).Node("GlobalAveragePool", "p", "g")
            .Node("Flatten", "g", "f").Floats("m", [3, 2], new float[6]).Floats("n", [3], new float[3])
            .Node("Gemm", "f m n", "z", ("transB", 1), ("alpha", 1f)).Node("Softmax", "z", "y", ("axis", 1)),
        Small(13).Floats("k", [8, 2, 4, 4], new float[256]).Floats("j", [1, 1, 16, 20], new float[320])
            .Node("Conv", "x k", "c").Node("Mul", "c j", "y"),
        Small(18).Node("ReduceMax", "x", "r", ("keepdims", 1)).Floats("h", [4], 1, 1, 2, 2)
            .Node("Resize", "x - h", "u", ("mode", "linear")).Node("Mul", "u r", "y"),
        Small(13).Floats("r", [8], 0, 0, 0.1f, 0.2f, 1, 1, 0.9f, 1.2f).Longs("s", 1, 2, 5, 6).Node("Resize", "x r - s", "y",
            ("mode", "linear"), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 2f)),
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
        Small(13).Constant("w", 2, 2, 3, 3).Node("ConvTranspose", "x w", "t", ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_UPPER"))
            .Node("SpaceToDepth", "t", "d", ("blocksize", 2)).Node("DepthToSpace", "d", "e", ("blocksize", 2), ("mode", "CRD"))
            .Node("AveragePool", "e", "p", ("kernel_shape", new[] { 2, 2 }), ("count_include_pad", 1)).Node("GlobalMaxPool", "p", "y"),
        Small(13).Node("MaxPool", "x", "p i", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Node("MaxUnpool", "p i", "y", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })),
        Small(9).Floats("h", [4], 1, 1, 2, 2).Node("Upsample", "x h", "y", ("mode", "linear")),
        Open(13).Node("Shape", "x", "d").Longs("i", 2, 3).Node("Gather", "d i", "g", ("axis", 0)).Longs("t", 2)
            .Node("Mul", "g t", "m").Longs("o", 1, 2).Node("Concat", "o m", "s", ("axis", 0)).Node("Expand", "c s", "e")
            .Constant("c", 1, 2, 1, 1).Node("Resize", "x - - u", "r").Node("Shape", "e", "u").Node("Add", "e r", "y"),
    ];

    private static OnnxBuilder[] Elementary =>
    [
        Chain(22, "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cosh", "Sinh", "Tan", "Cos", "Sin", "Round", "Ceil", "Floor", "Sign"),
        Chain(22, "Abs", "Celu", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "Mish", "Neg", "Reciprocal"),
        Chain(24, "Selu", "Shrink", "Sigmoid", "Softplus", "Softsign", "Sqrt", "Swish", "Tanh", "ThresholdedRelu", "Hardmax", "LogSoftmax"),
        Chain(13, "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"),
        Small(13).Constant("k", 1, 2, 1, 1).Node("Sub", "x k", "a").Node("Max", "a x", "b").Node("Min", "b k", "c").Node("Pow", "c k", "d")
            .Node("Sum", "d x k", "e").Node("Mean", "e x", "f").Node("PRelu", "f k", "g").Node("Mod", "g k", "h", ("fmod", 1))
            .Node("Identity", "h", "i").Node("Dropout", "i", "y"),
        Small(16).Constant("k", 1, 2, 1, 1).Node("Less", "x k", "a").Node("LessOrEqual", "x k", "b").Node("Greater", "x k", "c")
            .Node("GreaterOrEqual", "x k", "d").Node("Equal", "x k", "e").Node("And", "a b", "f").Node("Or", "c d", "g")
            .Node("Xor", "f g", "h").Node("Not", "e", "i").Node("And", "h i", "j").Node("Where", "j x k", "l").Node("IsNaN", "l", "m")
            .Node("IsInf", "l", "n").Node("Or", "m n", "o").Node("Cast", "o", "p", ("to", 1)).Node("CastLike", "p x", "y"),
    ];

    private static OnnxBuilder Chain(int opset, params ReadOnlySpan<string> types)
    {
        OnnxBuilder model = Small(opset);
        string last = "x";
        for (int i = 0; i < types.Length; i++)
        {
            string next = i == types.Length - 1 ? "y" : $"v{i}";
            model.Node(types[i], last, next);
            last = next;
        }

        return model;
    }

    private static OnnxBuilder Small(int opset) => new OnnxBuilder(opset).Input("x", 1, 2, 4, 4).Output("y");

    /// <summary>Batch, height and width are open.</summary>
    private static OnnxBuilder Open(int opset) => new OnnxBuilder(opset).Input("x", -1, 2, -1, -1).Output("y");

    private static OnnxBuilder OfDomain(this OnnxBuilder model, string domain)
    {
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        foreach (NodeProto node in model.Proto.Graph.Node)
            node.Domain = domain;
        return model;
    }

    /// <summary>A constant of bytes, signed (type 3) or not (type 2).</summary>
    private static OnnxBuilder Bytes(this OnnxBuilder model, string name, int type, long[] dimensions)
    {
        TensorProto tensor = new() { Name = name, DataType = type, Dims = { dimensions } };
        for (long i = 0; i < dimensions.Aggregate(1L, (count, extent) => count * extent); i++)
            tensor.Int32Data.Add((int)(i * 37 % 100));
        model.Proto.Graph.Initializer.Add(tensor);
        return model;
    }
}
