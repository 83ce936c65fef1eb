using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Fuzz;

/// <summary>Networks of transformers, of 8 bits, recurrent ones and of ONNX Runtime's own operators.</summary>
internal static partial class OnnxSeeds
{
    private const string Domain = "com.microsoft";

    private static OnnxBuilder[] Further =>
    [
        Small(18).Constant("s", 2).Constant("b", 2).Node("LayerNormalization", "x k k", "a").Constant("k", 4)
            .Node("InstanceNormalization", "a s b", "c").Node("GroupNormalization", "c s b", "d", ("num_groups", 2))
            .Node("MeanVarianceNormalization", "d", "e").Node("LpNormalization", "e", "f", ("p", 1))
            .Node("LpPool", "f", "g", ("kernel_shape", new[] { 2, 2 })).Node("GlobalLpPool", "g", "y"),
        Small(24).Constant("k", 4).Node("RMSNormalization", "x k", "n").Node("SimplifiedLayerNormalization", "n k", "r")
            .Constant("c", 1, 4, 2).Node("RotaryEmbedding", "r c c", "t")
            .Node("Attention", "t t t", "y"),
        Small(24).Longs("s", 1, 4, 8).Node("Reshape", "x s", "r").Node("Attention", "r r r", "y", ("q_num_heads", 2), ("kv_num_heads", 2)),
        Small(16).Longs("k", 2).Node("TopK", "x k", "v i", ("axis", 2)).Node("Cast", "i", "j", ("to", 1)).Node("Add", "v j", "y"),
        Small(16).Node("ArgMax", "x", "a", ("axis", 3)).Node("ArgMin", "x", "b", ("axis", 3), ("keepdims", 0)).Longs("d", 4)
            .Floats("v", [2], 0, 1).Node("OneHot", "b d v", "c").Node("Cast", "a", "e", ("to", 1)).Node("Add", "c e", "y"),
        Small(18).Longs("a", 2).Node("CumSum", "x a", "c").Node("Trilu", "c", "t").Longs("l", 4, 2).Longs("p", 1, 3)
            .Node("CenterCropPad", "t l", "d", ("axes", new[] { 2, 3 })).Longs("n", 1).Node("ReverseSequence", "d n", "y",
                ("batch_axis", 0), ("time_axis", 1)),
        Small(18).Indices("i", [1, 2], 0, 1).Node("GatherND", "x i", "g").Indices("j", [1, 1, 1, 4], 0, 1, 0, 1)
            .Node("GatherElements", "x j", "e", ("axis", 1)).Constant("u", 1, 1, 1, 4)
            .Node("ScatterElements", "x j u", "s", ("axis", 1), ("reduction", "add")).Constant("w", 1, 4, 4)
            .Node("ScatterND", "s i w", "t").Node("Add", "t g", "z").Node("Mul", "z e", "y"),
        Small(10).Indices("j", [1, 1, 1, 4], 0, 1, 0, 1).Constant("u", 1, 1, 1, 4).Node("Scatter", "x j u", "y", ("axis", 1)),
        Small(16).Node("Einsum", "x x", "e", ("equation", "nchw,ncvw->nchv")).Longs("r", 1, 2, 1, 1).Node("Tile", "e r", "y"),
        Small(19).Constant("g", 1, 3, 3, 2).Node("GridSample", "x g", "s", ("mode", "bicubic"), ("padding_mode", "reflection"))
            .Constant("w", 2, 2, 2, 2).Constant("o", 1, 8, 2, 2).Node("DeformConv", "s w o", "y"),
        .. new[] { ("RNN", 1), ("GRU", 3), ("LSTM", 4) }.Select(cell => Small(14).Longs("s", 4, 1, 8).Node("Reshape", "x s", "r")
            .Constant("w", 1, 3 * cell.Item2, 8).Constant("u", 1, 3 * cell.Item2, 3)
            .Node(cell.Item1, "r w u", "y", ("hidden_size", 3), ("direction", "forward"))),
        Small(18).Longs("s", 1, 2, 2, 2, 4).Node("Reshape", "x s", "r").Constant("w", 3, 2, 2, 2, 2).Node("Conv", "r w", "c")
            .Node("MaxPool", "c", "p", ("kernel_shape", new[] { 1, 1, 2 }))
            .Node("AveragePool", "p", "q", ("kernel_shape", new[] { 1, 1, 1 })).Node("GlobalAveragePool", "q", "y"),
        Small(13).Node("EyeLike", "m", "e").Constant("m", 4, 4).Node("MatMul", "x e", "a").Longs("r", 0).Longs("l", 4).Longs("d", 1)
            .Node("Squeeze", "r", "p").Node("Squeeze", "l", "q").Node("Squeeze", "d", "t").Node("Range", "p q t", "b")
            .Node("Cast", "b", "c", ("to", 1)).Longs("n", 4).Node("ConstantOfShape", "n", "f").Node("Add", "c f", "g")
            .Node("Mul", "a g", "y"),
    ];

    private static OnnxBuilder[] Quantized =>
    [
        Small(13).Scale("s", 0.1f).Bytes("z", 2, []).Node("QuantizeLinear", "x s z", "q").Node("DequantizeLinear", "q s z", "d")
            .Bytes("w", 3, [2, 2, 3, 3]).Floats("t", [2], 0.1f, 0.2f).Bytes("u", 3, [2])
            .Node("DequantizeLinear", "w t u", "v", ("axis", 0)).Node("Conv", "d v", "c").Node("QuantizeLinear", "c s z", "r")
            .Node("DequantizeLinear", "r s z", "y"),
        Small(13).Scale("s", 0.1f).Bytes("z", 2, []).Node("QuantizeLinear", "x s z", "q").Bytes("w", 2, [2, 2, 3, 3])
            .Node("QLinearConv", "q s z w s z s z", "c", ("pads", new[] { 1, 1, 1, 1 })).Bytes("m", 2, [4, 3])
            .Node("QLinearMatMul", "c s z m s z s z", "n").Node("DequantizeLinear", "n s z", "y"),
        Small(13).Node("DynamicQuantizeLinear", "x", "q s z").Bytes("w", 2, [2, 2, 3, 3]).Node("ConvInteger", "q w z", "c")
            .Bytes("m", 2, [2, 3]).Node("MatMulInteger", "q n z", "i").Bytes("n", 2, [4, 2]).Node("Cast", "i", "e", ("to", 1))
            .Node("Cast", "c", "f", ("to", 1)).Node("Mul", "f s", "g").Node("ReduceMax", "e", "h").Node("Add", "g h", "y"),
    ];

    private static OnnxBuilder[] Microsoft =>
    [
        new OnnxBuilder().Input("x", 1, 4, 4).Output("y").Constant("k", 4).Node("Gelu", "x", "a")
            .Node("FastGelu", "a k", "b").Node("BiasGelu", "b k", "c")
            .Node("QuickGelu", "c", "d").Node("SkipLayerNormalization", "d b k k k", "f")
            .Node("FusedMatMul", "f h", "i").Node("TransposeMatMul", "i h", "y", ("transB", 1))
            .Constant("h", 4, 4).OfDomain(Domain),
        Small(13).Constant("k", 4).Node("LayerNormalization", "x k k", "y").OfDomain(Domain),
        Small(13).Constant("w", 2, 2, 3, 3).Constant("b", 2).Node("FusedConv", "x w b", "y", ("activation", "Relu"), ("pads",
            new[] { 1, 1, 1, 1 })).OfDomain(Domain),
        new OnnxBuilder().Input("x", 4, 6).Output("y").Constant("w", 6, 6).Constant("b", 6)
            .Node("FusedGemm", "x w b", "y", ("activation", "LeakyRelu"), ("activation_alpha", 0.1f)).OfDomain(Domain),
        new OnnxBuilder().Input("x", 1, 4, 6).Output("y").Constant("w", 6, 18).Constant("b", 18)
            .Node("Attention", "x w b", "a", ("num_heads", 2)).Node("MultiHeadAttention", "a a a", "y", ("num_heads", 3)).OfDomain(Domain),
        new OnnxBuilder().Input("x", 1, 4, 6).Output("y").Constant("k", 6).Node("BiasAdd", "x k x", "y").OfDomain(Domain),
        Small(13).Scale("s", 0.1f).Bytes("z", 2, []).Node("QuantizeLinear", "x s z", "q").Node("QLinearAdd", "q s z q s z s z", "a")
            .Node("QLinearMul", "a s z q s z s z", "b").Node("QLinearSigmoid", "b s z s z", "c")
            .Node("QLinearLeakyRelu", "c s z s z", "d").Node("QLinearSoftmax", "d s z s z", "e", ("opset", 13))
            .Node("QLinearAveragePool", "e s z s z", "f", ("kernel_shape", new[] { 2, 2 })).Node("QLinearConcat", "s z f s z f s z", "g",
                ("axis", 1))
            .Node("QLinearGlobalAveragePool", "g s z s z", "h").Node("DequantizeLinear", "h s z", "y").OfDomain(Domain),
        new OnnxBuilder().Input("x", 1, 6).Output("y").Scale("s", 0.1f).Bytes("z", 2, []).Bytes("w", 2, [6, 3])
            .Node("QuantizeLinear", "x s z", "q").Node("QGemm", "q s z w s z - s z", "g").Node("DequantizeLinear", "g s z", "y")
            .OfDomain(Domain),
    ];

    private static OnnxBuilder Scale(this OnnxBuilder model, string name, float value) => model.Floats(name, [], value);

    private static OnnxBuilder Indices(this OnnxBuilder model, string name, long[] dimensions, params long[] values)
    {
        model.Proto.Graph.Initializer.Add(new TensorProto { Name = name, DataType = 7, Dims = { dimensions }, Int64Data = { values } });
        return model;
    }
}
