using CsCheck;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Operators of 8 bits, against ONNX Runtime on the same bytes: quantized results lie at most one quantum apart, where two roundings meet
/// halfway. Models take and give floats.
/// </summary>
public sealed class OnnxRuntimeQuantizationTests
{
    private const int Samples = 30;
    private const float Quantum = 0.05f;

    /// <summary>The float input quantized by "xs" (and "xz"), as uint8 or int8.</summary>
    private static OnnxBuilder Start(bool isSigned, int opset, params int[] shape)
    {
        OnnxBuilder model = new OnnxBuilder(opset).Input("x", [.. shape.Select(extent => (long)extent)]).Output("y");
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        model.Floats("xs", [], 0.02f).Floats("ys", [], Quantum);
        Bytes(model, "xz", isSigned, [], isSigned ? -3 : 101);
        Bytes(model, "yz", isSigned, [], isSigned ? 5 : 120);
        return model.Node("QuantizeLinear", "x xs xz", "xq");
    }

    private static void Bytes(OnnxBuilder model, string name, bool isSigned, long[] shape, params int[] values)
    {
        ByteString raw = ByteString.CopyFrom([.. values.Select(value => unchecked((byte)value))]);
        TensorProto tensor = new() { Name = name, DataType = isSigned ? 3 : 2, RawData = raw };
        tensor.Dims.AddRange(shape);
        model.Proto.Graph.Initializer.Add(tensor);
    }

    private static void Weights(OnnxBuilder model, string name, bool isSigned, params int[] shape)
    {
        Tensor values = HashFill.Uniform(name, new Shape(shape), isSigned ? -127 : 0, isSigned ? 127 : 255);
        int[] integers = Array.ConvertAll(values.AsSpan().ToArray(), value => (int)value);
        Bytes(model, name, isSigned, [.. shape.Select(extent => (long)extent)], integers);
    }

    private static void Int32s(OnnxBuilder model, string name, params int[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = 6 };
        tensor.Dims.Add(values.Length);
        tensor.Int32Data.AddRange(values);
        model.Proto.Graph.Initializer.Add(tensor);
    }

    private static OnnxBuilder Microsoft(OnnxBuilder model, string type, string inputs, string output, params (string, object)[] attributes)
    {
        model.Node(type, inputs, output, attributes);
        model.Proto.Graph.Node[^1].Domain = "com.microsoft";
        return model;
    }

    private static OnnxBuilder Finish(OnnxBuilder model) => model.Node("DequantizeLinear", "yq ys yz", "y");

    /// <summary>All results within one quantum, and most of them equal.</summary>
    private static void Check((OnnxBuilder Model, Shape Input) test)
    {
        byte[] bytes = test.Model.ToBytes();
        Tensor input = HashFill.Uniform("input", test.Input, -3, 3);
        Tensor expected = Peer.Run(bytes, input), actual = Agreement.Ours(bytes, input);
        Assert.Equal(expected.Shape, actual.Shape);
        Near.Absolute(expected.AsSpan(), actual.AsSpan(), Quantum * 1.001);
        int different = 0;
        for (int i = 0; i < expected.Count; i++)
            different += Math.Abs(expected.AsSpan()[i] - actual.AsSpan()[i]) > Quantum / 2 ? 1 : 0;
        Assert.True(different <= 1 + expected.Count / 20, $"{different} of {expected.Count} values differ by a quantum");
    }

    [Fact]
    public void Quantized_and_dequantized_values_agree() =>
        (from shape in Gen.Int[1, 9].Array[1, 4]
         from isSigned in Gen.Bool
         select (Finish(Start(isSigned, 13, shape).Node("DequantizeLinear", "xq xs xz", "xd").Node("QuantizeLinear", "xd ys yz", "yq")),
             new Shape(shape)))
        .Sample(Check, iter: Samples, threads: 1);

    [Fact]
    public void Scales_along_an_axis_agree() =>
        (from shape in Gen.Int[2, 6].Array[2, 4]
         from axis in Gen.Int[1, shape.Length - 1]
         from isSigned in Gen.Bool
         select PerAxis(shape, axis, isSigned)).Sample(Agreement.Check, iter: Samples, threads: 1);

    private static (OnnxBuilder, Shape) PerAxis(int[] shape, int axis, bool isSigned)
    {
        OnnxBuilder model = Start(isSigned, 13, shape);
        int count = shape[axis];
        model.Floats("s", [count], [.. Enumerable.Range(1, count).Select(i => i / 64f)]);
        Bytes(model, "z", isSigned, [count], [.. Enumerable.Range(0, count).Select(i => i * 7)]);
        model.Node("DequantizeLinear", "xq xs xz", "xd").Node("QuantizeLinear", "xd s z", "q", ("axis", axis));
        return (model.Node("DequantizeLinear", "q s z", "y", ("axis", axis - shape.Length)), new Shape(shape));
    }

    [Fact]
    public void Convolutions_agree() =>
        (from n in Gen.Int[1, 2]
         from groups in Gen.Int[1, 2]
         from c in Gen.Int[1, 5]
         from m in Gen.Int[1, 5]
         from k in Gen.Int[1, 3]
         from extents in Gen.Int[3, 13].Array[2]
         from flags in Gen.Bool.Array[4]
         select Conv([n, groups * c, extents[0], extents[1]], groups, groups * m, k, flags)).Sample(Check, iter: 2 * Samples, threads: 1);

    /// <summary>
    /// Flags: int8, scales for each filter, a bias, QDQ instead of QLinearConv. ONNX Runtime's per-channel weights have no zero points.
    /// </summary>
    private static (OnnxBuilder, Shape) Conv(int[] shape, int groups, int filters, int k, bool[] flags)
    {
        (bool isSigned, bool perFilter, bool hasBias, bool isQdq) = (flags[0], flags[1], flags[2], flags[3]);
        OnnxBuilder model = Start(isSigned, 13, shape);
        Weights(model, "w", true, filters, shape[1] / groups, k, k);
        int scales = perFilter ? filters : 1;
        model.Floats("ws", perFilter ? [filters] : [], [.. Enumerable.Range(0, scales).Select(i => 0.001f + i * 0.0005f)]);
        Bytes(model, "wz", true, perFilter ? [filters] : [], new int[scales]);
        model.Floats("bs", perFilter ? [filters] : [], [.. Enumerable.Range(0, scales).Select(i => 0.02f * (0.001f + i * 0.0005f))]);
        Int32s(model, "b", [.. Enumerable.Range(0, filters).Select(i => i * 1000 - 1500)]);
        (string, object)[] attributes = [("group", groups), ("pads", new long[] { 1, 0, 1, 1 }), ("strides", new long[] { 1, 2 })];
        if (!isQdq)
            return (Finish(model.Node("QLinearConv", $"xq xs xz w ws wz ys yz{(hasBias ? " b" : "")}", "yq", attributes)),
                new Shape(shape));
        model.Node("DequantizeLinear", "xq xs xz", "xd").Node("DequantizeLinear", "w ws wz", "wd", ("axis", 0));
        if (hasBias)
            model.Node("DequantizeLinear", "b bs", "bd", ("axis", 0));
        return (Finish(model.Node("Conv", hasBias ? "xd wd bd" : "xd wd", "c", attributes).Node("QuantizeLinear", "c ys yz", "yq")),
            new Shape(shape));
    }

    [Fact]
    public void Matrix_products_agree() =>
        (from rows in Gen.Int[1, 9]
         from depth in Gen.Int[1, 30]
         from columns in Gen.Int[1, 9]
         from type in Gen.OneOf("QLinearMatMul", "MatMulInteger", "QGemm")
         from isSigned in Gen.Bool
         select Product(type, rows, depth, columns, isSigned)).Sample(Check, iter: 2 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Product(string type, int rows, int depth, int columns, bool isSigned)
    {
        OnnxBuilder model = Start(isSigned, 13, rows, depth);
        Weights(model, "w", true, depth, columns);
        model.Floats("ws", [], 0.003f).Floats("both", [], 0.02f * 0.003f);
        Bytes(model, "wz", true, [], 0);
        Int32s(model, "b", [.. Enumerable.Range(0, columns).Select(i => i * 100 - 150)]);
        if (type == "MatMulInteger")
        {
            model.Node("MatMulInteger", "xq w xz wz", "i").Node("Cast", "i", "f", ("to", 1)).Node("Mul", "f both", "y");
            return (model, new Shape(rows, depth));
        }

        _ = type == "QGemm"
            ? Microsoft(model, "QGemm", "xq xs xz w ws wz b ys yz", "yq", ("alpha", 1f))
            : model.Node("QLinearMatMul", "xq xs xz w ws wz ys yz", "yq");
        return (Finish(model), new Shape(rows, depth));
    }

    [Fact]
    public void Convolutions_of_integers_agree() =>
        (from c in Gen.Int[1, 4] from m in Gen.Int[1, 5] from extents in Gen.Int[3, 11].Array[2] select Integers(c, m, extents))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    /// <summary>With the input quantized by its own range (DynamicQuantizeLinear).</summary>
    private static (OnnxBuilder, Shape) Integers(int c, int m, int[] extents)
    {
        OnnxBuilder model = new OnnxBuilder(13).Input("x", 1, c, extents[0], extents[1]).Output("y");
        Weights(model, "w", false, m, c, 3, 2);
        Bytes(model, "wz", false, [], 119);
        model.Node("DynamicQuantizeLinear", "x", "xq xs xz").Node("ConvInteger", "xq w xz wz", "i", ("pads", new long[] { 1, 1, 1, 0 }));
        return (model.Node("Cast", "i", "f", ("to", 1)).Node("Mul", "f xs", "y"), new Shape(1, c, extents[0], extents[1]));
    }

    [Theory]
    [InlineData("QLinearAdd")]
    [InlineData("QLinearMul")]
    [InlineData("QLinearSigmoid")]
    [InlineData("QLinearLeakyRelu")]
    [InlineData("QLinearAveragePool")]
    [InlineData("QLinearGlobalAveragePool")]
    [InlineData("QLinearConcat")]
    public void Operators_of_ONNX_Runtime_agree(string type) =>
        (from c in Gen.Int[1, 9] from extents in Gen.Int[3, 9].Array[2] from isSigned in Gen.Bool select Simple(type, c, extents, isSigned))
        .Sample(Check, iter: Samples, threads: 1);

    private static (OnnxBuilder, Shape) Simple(string type, int c, int[] extents, bool isSigned)
    {
        int[] shape = [1, c, extents[0], extents[1]];
        OnnxBuilder model = Start(isSigned, 13, shape);
        Weights(model, "w", isSigned, shape);
        Bytes(model, "wz", isSigned, [], 7);
        model.Floats("ws", [], 0.01f);
        string inputs = type switch
        {
            "QLinearAdd" or "QLinearMul" => "xq xs xz w ws wz ys yz",
            "QLinearConcat" => "ys yz xq xs xz w ws wz",
            _ => "xq xs xz ys yz",
        };
        (string, object)[] attributes = type switch
        {
            "QLinearLeakyRelu" => [("alpha", 0.1f)],
            "QLinearAveragePool" => [("kernel_shape", new long[] { 3, 1 }), ("strides", new long[] { 2, 1 })],
            "QLinearConcat" => [("axis", 1)],
            _ => [],
        };
        return (Finish(Microsoft(model, type, inputs, "yq", attributes)), new Shape(shape));
    }
}
