using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Formats.Onnx.Operators;

/// <content>
/// Operators of the domain com.microsoft, which ONNX Runtime's graph optimiser writes (github.com/microsoft/onnxruntime,
/// docs/ContribOperators.md).
/// </content>
internal static partial class OnnxOperators
{
    private static Dictionary<string, Converter> MicrosoftRows => new()
    {
        ["com.microsoft.Gelu"] = (node, import) => EmitGelu(node, import, node.Inputs[0], byTanh: false),
        ["com.microsoft.FastGelu"] = (node, import) =>
            EmitGelu(node, import, node.Has(1) ? Biased(node, import) : node.Inputs[0], byTanh: true),
        ["com.microsoft.BiasGelu"] = (node, import) => EmitGelu(node, import, Biased(node, import), byTanh: false),
        ["com.microsoft.QuickGelu"] = (node, import) => import.Emit(node, new Activation<Swish>(new Swish(node.Float("alpha", 1.702f)))),
        ["com.microsoft.BiasAdd"] = BiasAdd,
        ["com.microsoft.FusedConv"] = FusedConv,
        ["com.microsoft.FusedGemm"] = FusedGemm,
        ["com.microsoft.FusedMatMul"] = FusedMatMul,
        ["com.microsoft.TransposeMatMul"] = FusedMatMul,
        ["com.microsoft.LayerNormalization"] = LayerNormalization,
        ["com.microsoft.SkipLayerNormalization"] = SkipLayerNormalization,
    };

    private static string Biased(OnnxNode node, OnnxImport import)
    {
        string biased = $"{node.Outputs[0]}/biased";
        import.EmitAs(node, new Arithmetic<Add>(), biased, node.Inputs[0], node.Inputs[1]);
        return biased;
    }

    /// <summary>input + bias + skip.</summary>
    private static void BiasAdd(OnnxNode node, OnnxImport import) =>
        import.Emit(node, new Arithmetic<Add>(), Biased(node, import), node.Inputs[2]);

    /// <summary>A convolution, the addend Z where there is one, and an activation.</summary>
    private static void FusedConv(OnnxNode node, OnnxImport import)
    {
        string output = node.Outputs[0], text = node.Text("activation", "");
        string convolved = node.Has(3) || text.Length > 0 ? $"{output}/convolved" : output,
            sum = text.Length > 0 ? $"{output}/sum" : output;
        string[] inputs = node.Has(2) ? [node.Inputs[0], node.Inputs[1], node.Inputs[2]] : [node.Inputs[0], node.Inputs[1]];
        import.EmitAs(node, ConvOf(node, import), convolved, inputs);
        if (node.Has(3))
            import.EmitAs(node, new Arithmetic<Add>(), sum, convolved, node.Inputs[3]);
        if (text.Length > 0)
            import.Emit(node, ActivationOf(text, node.Floats("activation_params") ?? []), node.Has(3) ? sum : convolved);
    }

    private static Conv ConvOf(OnnxNode node, OnnxImport import)
    {
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        if (weight.Rank is not (3 or 4))
            throw new ArgumentException($"has weights of shape {weight}; 3 dimensions (signals) and 4 (images) are supported");
        long[] kernel = node.Longs("kernel_shape") ?? [.. weight.Dimensions[2..].ToArray().Select(extent => (long)extent)];
        return new Conv(ToWindow(ReadAxes(node, kernel, weight.Rank - 2)), node.Int("group", 1));
    }

    private static void FusedGemm(OnnxNode node, OnnxImport import)
    {
        string text = node.Text("activation", ""), product = text.Length > 0 ? $"{node.Outputs[0]}/product" : node.Outputs[0];
        Gemm gemm = new(node.Float("alpha", 1), node.Float("beta", 1), node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        import.EmitAs(node, gemm, product, [.. node.Inputs]);
        string[] parameters = ["activation_alpha", "activation_beta", "activation_gamma"];
        if (text.Length > 0)
            import.Emit(node, ActivationOf(text, [.. parameters.TakeWhile(node.HasAttribute).Select(name => node.Float(name, 0))]),
                product);
    }

    /// <summary>An activation by name and parameters; those that are left out have ONNX's defaults.</summary>
    private static Operator ActivationOf(string name, float[] parameters)
    {
        return name switch
        {
            "Relu" => new Activation<Relu>(),
            "LeakyRelu" => new Activation<LeakyRelu>(new LeakyRelu(At(0, 0.01f))),
            "Clip" => new Activation<Clip>(new Clip(At(0, float.NegativeInfinity), At(1, float.PositiveInfinity))),
            "HardSigmoid" => new Activation<HardSigmoid>(new HardSigmoid(At(0, 0.2f), At(1, 0.5f))),
            "HardSwish" => new Activation<HardSwish>(),
            "Sigmoid" => new Activation<Sigmoid>(),
            "Tanh" => new Activation<Tanh>(),
            "Elu" => new Activation<Elu>(new Elu(At(0, 1))),
            "Selu" => new Activation<Selu>(new Selu(At(0, 1.67326319f), At(1, 1.05070102f))),
            "Softplus" => new Activation<Softplus>(),
            "Softsign" => new Activation<Softsign>(),
            "ThresholdedRelu" => new Activation<ThresholdedRelu>(new ThresholdedRelu(At(0, 1))),
            _ => throw new ArgumentException($"ends in the activation '{Printable.Escape(name)}', which is not supported"),
        };

        float At(int index, float fallback) => index < parameters.Length ? parameters[index] : fallback;
    }

    /// <summary>
    /// Alpha * A' B', where A' and B' may have their two innermost dimensions exchanged, or the batch dimensions put behind the rows.
    /// </summary>
    private static void FusedMatMul(OnnxNode node, OnnxImport import)
    {
        string output = node.Outputs[0], product = $"{output}/product", factor = $"{output}/alpha";
        float alpha = node.Float("alpha", 1);
        string left = Turned(node, import, 0, node.Int("transA", 0) != 0, node.Int("transBatchA", 0) != 0);
        string right = Turned(node, import, 1, node.Int("transB", 0) != 0, node.Int("transBatchB", 0) != 0);
        bool areMatrices = import.ShapeOf(left)?.Rank is 2 or null && import.ShapeOf(right)?.Rank is 2 or null;
        import.EmitAs(node, areMatrices ? new Gemm() : new MatMul(), alpha == 1 ? output : product, left, right);
        if (alpha == 1)
            return;
        import.SetConstant(factor, new OnnxConstant(new Tensor(new Shape(), [alpha])));
        import.Emit(node, new Arithmetic<Mul>(), product, factor);
    }

    private static string Turned(OnnxNode node, OnnxImport import, int input, bool turns, bool turnsBatch)
    {
        string name = node.Inputs[input];
        if (!turns && !turnsBatch)
            return name;
        int rank = import.ShapeOf(name)?.Rank ?? throw new ArgumentException("transposes a tensor of unknown shape");
        if (rank < 2)
            return name;
        int[] axes = [.. Enumerable.Range(0, rank)];
        if (turnsBatch)                                     // [M, batch, K] to [batch, M, K]
            axes = [.. axes[1..^1], 0, rank - 1];
        if (turns)
            (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
        string turned = $"{node.Outputs[0]}/{(input == 0 ? "a" : "b")}";
        import.EmitAs(node, new Transpose([.. axes]), turned, name);
        return turned;
    }

    /// <summary>Layer normalisation of input + skip + bias; the sum is the fourth output.</summary>
    private static void SkipLayerNormalization(OnnxNode node, OnnxImport import)
    {
        ImmutableArray<string> outputs = node.Outputs;
        if (outputs.Skip(1).Take(2).Any(name => name.Length > 0))
            throw new ArgumentException("asks for mean or deviation, which NetInsight does not give");
        string sum = outputs.Length > 3 && outputs[3].Length > 0 ? outputs[3] : $"{outputs[0]}/sum",
            skipped = node.Has(4) ? $"{outputs[0]}/skipped" : sum;
        if (import.ShapeOf(node.Inputs[0]) is { } input && import.ShapeOf(node.Inputs[1]) is { } skip
            && new Arithmetic<Add>().Infer([input, skip]) != input)
            throw new ArgumentException($"adds a skip of shape {skip}, which does not broadcast to the input's {input}");
        import.EmitAs(node, new Arithmetic<Add>(), skipped, node.Inputs[0], node.Inputs[1]);
        if (node.Has(4))
            import.EmitAs(node, new Arithmetic<Add>(), sum, skipped, node.Inputs[4]);
        LayerNormalization norm = new(-1, node.Float("epsilon", 1e-12f));
        if (node.Has(3))
            import.Emit(node, norm, sum, node.Inputs[2], node.Inputs[3]);
        else
            import.Emit(node, norm, sum, node.Inputs[2]);
    }
}
