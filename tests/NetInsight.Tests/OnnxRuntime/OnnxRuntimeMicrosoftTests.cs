using CsCheck;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>Operators of the domain com.microsoft, against ONNX Runtime on the same bytes.</summary>
public sealed class OnnxRuntimeMicrosoftTests
{
    private const int Samples = 30;

    [Fact]
    public void Gelus_agree() =>
        (from type in Gen.OneOf("Gelu", "FastGelu", "BiasGelu", "FastGelu with bias", "QuickGelu")
         from extents in Gen.Int[1, 9].Array[2, 4]
         select Gelu(type, extents)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Convolutions_with_addend_and_activation_agree() =>
        (from c in Gen.Int[1, 9]
         from m in Gen.Int[1, 9]
         from h in Gen.Int[3, 11]
         from w in Gen.Int[3, 11]
         from bias in Gen.Bool
         from addend in Gen.Bool
         from activation in Gen.OneOf("Relu", "LeakyRelu", "Clip", "HardSigmoid", "Sigmoid", "Tanh")
         select Conv(c, m, h, w, bias, addend, activation)).Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void Fully_connected_layers_with_activation_agree() =>
        (from n in Gen.Int[1, 5]
         from k in Gen.Int[1, 20]
         from m in Gen.Int[1, 20]
         from turns in Gen.Int[0, 1]
         from activation in Gen.OneOf("Relu", "LeakyRelu", "Sigmoid", "Tanh")
         select Gemm(n, k, m, turns, activation)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Products_with_transposes_agree() =>
        (from batch in Gen.Int[1, 3].Array[0, 2]
         from rows in Gen.Int[1, 9]
         from depth in Gen.Int[1, 9]
         from columns in Gen.Int[1, 9]
         from turnsA in Gen.Int[0, 1]
         from turnsB in Gen.Int[0, 1]
         from alpha in Gen.OneOf(1f, 0.5f)
         select MatMul(batch, rows, depth, columns, turnsA, turnsB, alpha)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Sums_that_are_normalised_agree() =>
        (from n in Gen.Int[1, 3]
         from s in Gen.Int[1, 9]
         from c in Gen.Int[2, 40]
         from shift in Gen.Bool
         from bias in Gen.Bool
         select Skip(n, s, c, shift, bias)).Sample(Agreement.Check, iter: Samples, threads: 1);

    /// <summary>ONNX Runtime has no kernel for CPUs: the sum by its definition.</summary>
    [Fact]
    public void A_bias_and_a_skip_are_added()
    {
        OnnxBuilder model = Builder([1, 3, 5]);
        model.Constant("b", 5);
        model.Constant("s", 1, 3, 5);
        Tensor x = HashFill.Uniform("input", new Shape(1, 3, 5), -2, 2);
        Tensor sum = Agreement.Ours(Builder([1, 3, 5], model).Node("Add", "x b", "p").Node("Add", "p s", "y").ToBytes(), x);
        Assert.Equal(sum.AsSpan(), Agreement.Ours(Microsoft(Builder([1, 3, 5], model), "BiasAdd", "x b s").ToBytes(), x).AsSpan());
    }

    private static OnnxBuilder Builder(int[] extents, OnnxBuilder? constants = null)
    {
        OnnxBuilder model = new OnnxBuilder(17).Input("x", [.. extents.Select(extent => (long)extent)]).Output("y");
        model.Proto.Graph.Initializer.AddRange(constants?.Proto.Graph.Initializer ?? []);
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model;
    }

    private static OnnxBuilder Microsoft(OnnxBuilder model, string type, string inputs, params (string, object)[] attributes)
    {
        model.Node(type, inputs, "y", attributes).Proto.Graph.Node[^1].Domain = "com.microsoft";
        return model;
    }

    private static (OnnxBuilder, Shape) Gelu(string type, int[] extents)
    {
        OnnxBuilder model = Builder(extents);
        bool hasBias = type is "BiasGelu" or "FastGelu with bias";
        if (hasBias)
            model.Constant("b", extents[^1]);
        return (Microsoft(model, type.Split(' ')[0], hasBias ? "x b" : "x"), new Shape(extents));
    }

    private static (OnnxBuilder, Shape) Conv(int c, int m, int h, int w, bool bias, bool addend, string activation)
    {
        OnnxBuilder model = Builder([1, c, h, w]);
        model.Constant("w", m, c, 3, 3);
        model.Constant("b", m);
        model.Constant("z", 1, m, h, w);
        List<(string, object)> attributes =
            [("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("activation", activation)];
        if (activation is "LeakyRelu" or "Clip" or "HardSigmoid")
            attributes.Add(("activation_params",
                activation == "LeakyRelu" ? new[] { 0.1f } : activation == "Clip" ? [-0.5f, 1.5f] : [0.3f, 0.4f]));
        string inputs = addend ? bias ? "x w b z" : "x w - z" : bias ? "x w b" : "x w";
        return (Microsoft(model, "FusedConv", inputs, [.. attributes]), new Shape(1, c, h, w));
    }

    private static (OnnxBuilder, Shape) Gemm(int n, int k, int m, int turns, string activation)
    {
        OnnxBuilder model = Builder([n, k]);
        model.Constant("w", turns == 1 ? [m, k] : [k, m]);
        model.Constant("b", m);
        return (Microsoft(model, "FusedGemm", "x w b", ("transB", turns), ("alpha", 0.5f), ("activation", activation),
            ("activation_alpha", 0.25f)), new Shape(n, k));
    }

    private static (OnnxBuilder, Shape) MatMul(int[] batch, int rows, int depth, int columns, int turnsA, int turnsB, float alpha)
    {
        int[] left = [.. batch, .. turnsA == 1 ? new[] { depth, rows } : [rows, depth]];
        OnnxBuilder model = Builder(left);
        model.Constant("w", [.. batch, .. turnsB == 1 ? new[] { columns, depth } : [depth, columns]]);
        return (Microsoft(model, "FusedMatMul", "x w", ("transA", turnsA), ("transB", turnsB), ("alpha", alpha)), new Shape(left));
    }

    private static (OnnxBuilder, Shape) Skip(int n, int s, int c, bool shift, bool bias)
    {
        OnnxBuilder model = Builder([n, s, c]);
        model.Constant("skip", n, s, c);
        foreach (string name in new[] { "scale", "shift", "bias" })
            model.Constant(name, c);
        string inputs = $"x skip scale{(shift ? " shift" : bias ? " -" : "")}{(bias ? " bias" : "")}";
        return (Microsoft(model, "SkipLayerNormalization", inputs, ("epsilon", 0.01f)), new Shape(n, s, c));
    }
}
