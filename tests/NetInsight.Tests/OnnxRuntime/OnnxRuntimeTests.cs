using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// End-to-end comparison with another engine: the same ONNX bytes in ONNX Runtime and in our reader and engine, for random shapes and
/// attributes.
/// </summary>
public sealed class OnnxRuntimeTests
{
    private const int Samples = 60;

    [Fact]
    public void Convolutions_agree() =>
        (from n in Gen.Int[1, 3]
         from groups in Gen.OneOf(1, 1, 2, 3)
         from c in Gen.Int[1, 9]
         from m in Gen.Int[1, 20]
         from kh in Gen.Int[1, 5]
         from kw in Gen.Int[1, 5]
         from window in Windows(kh, kw)
         from h in Gen.Int[9, 20]
         from w in Gen.Int[9, 20]
         from bias in Gen.Bool
         select Conv(n, groups, c * groups, m * groups, kh, kw, window, h, w, bias)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Depthwise_convolutions_agree() =>
        (from c in Gen.Int[2, 40]
         from window in Windows(3, 3)
         from size in Gen.Int[7, 15]
         select Conv(2, c, c, c, 3, 3, window, size, size, true))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Convolutions_larger_than_a_GEMM_block_agree() =>
        (from c in Gen.Int[40, 150]
         from m in Gen.Int[1, 70]
         from size in Gen.Int[1, 17]
         select Conv(1, 1, c, m, 3, 3, ([1, 1], [1, 1, 1, 1], [1, 1]), size, size, true))
        .Sample(Agreement.Check, iter: 20, threads: 1);

    [Fact]
    public void Pools_agree() =>
        (from type in Gen.OneOf("MaxPool", "AveragePool")
         from c in Gen.Int[1, 20]
         from h in Gen.Int[5, 13]
         from w in Gen.Int[5, 13]
         from kh in Gen.Int[1, 4]
         from kw in Gen.Int[1, 4]
         from sh in Gen.Int[1, 4]
         from sw in Gen.Int[1, 4]
         from top in Gen.Int[0, kh - 1]
         from left in Gen.Int[0, kw - 1]
         from ceiling in Gen.Int[0, 1]
         from counted in Gen.Int[0, 1]
         select Pool(type, c, h, w, [kh, kw], [sh, sw], [top, left, kh / 2, kw / 2], ceiling, counted))
        .Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Global_pools_agree() =>
        (from type in Gen.OneOf("GlobalMaxPool", "GlobalAveragePool")
         from c in Gen.Int[1, 20]
         from h in Gen.Int[1, 9]
         from w in Gen.Int[1, 9]
         select Unary(type, new Shape(2, c, h, w))).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData("Relu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("HardSwish", 14)]
    [InlineData("Softplus")]
    [InlineData("Softsign")]
    [InlineData("Exp")]
    [InlineData("Abs")]
    [InlineData("Neg")]
    [InlineData("LeakyRelu")]
    [InlineData("Elu")]
    [InlineData("Selu")]
    [InlineData("HardSigmoid")]
    [InlineData("Softmax")]
    [InlineData("Softmax", 11)]
    [InlineData("LogSoftmax")]
    [InlineData("Identity")]
    [InlineData("Flatten")]
    [InlineData("Erf")]
    [InlineData("Reciprocal")]
    [InlineData("Celu")]
    [InlineData("ThresholdedRelu")]
    public void Operators_of_one_input_agree(string type, int opset = 13) =>
        (from n in Gen.Int[1, 3]
         from c in Gen.Int[1, 20]
         from h in Gen.Int[1, 9]
         from w in Gen.Int[1, 9]
         select Unary(type, new Shape(n, c, h, w), opset))
        .Sample(Agreement.Check, iter: 20, threads: 1);

    [Fact]
    public void Local_response_normalisation_agrees() =>
        (from c in Gen.Int[1, 20]
         from size in Gen.OneOf(1, 3, 5, 7)
         from beta in Gen.OneOf(0.75f, 0.5f)
         select Unary("LRN", new Shape(2, c, 5, 4), 13, ("size", size), ("alpha", 0.3f), ("beta", beta), ("bias", 1.5f)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Batch_normalisation_agrees_alone_and_behind_a_convolution() =>
        (from c in Gen.Int[1, 20] from conv in Gen.Bool from relu in Gen.Bool select Norm(c, conv, relu))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Broadcast_arithmetic_agrees(string type) =>
        (from c in Gen.Int[1, 9]
         from h in Gen.Int[1, 5]
         from w in Gen.Int[1, 5]
         from mask in Gen.Int[0, 7]
         from dropped in Gen.Int[0, 3]
         from swap in Gen.Bool
         select Broadcast(type, c, h, w, mask, dropped, swap)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void A_learned_slope_agrees() =>
        (from c in Gen.Int[1, 20]
         from h in Gen.Int[1, 5]
         from slopes in Gen.OneOf(1, 0)
         select WithConstant([slopes == 1 ? 1 : c, 1, 1], new Shape(2, c, h, 3), model => model.Node("PRelu", "x w", "y")))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Powers_agree() =>
        (from c in Gen.Int[1, 20]
         from shape in Gen.OneOf<Func<int, int[]>>(_ => [], channels => [channels, 1, 1])
         select WithConstant(shape(c), new Shape(2, c, 3, 4), model => model.Node("Abs", "x", "a").Node("Pow", "a w", "y")))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Batched_matrix_products_agree() =>
        (from n in Gen.Int[1, 3]
         from c in Gen.Int[1, 4]
         from m in Gen.Int[1, 20]
         from k in Gen.Int[1, 30]
         from columns in Gen.Int[1, 20]
         from outer in Gen.OneOf<Func<int, int[]>>(_ => [], channels => [channels], channels => [1, channels], _ => [1, 1])
         select WithConstant([.. outer(c), k, columns], new Shape(n, c, m, k), model => model.Node("MatMul", "x w", "y")))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Pools_of_volumes_agree() =>
        (from type in Gen.OneOf("MaxPool", "AveragePool")
         from n in Gen.Int[1, 2]
         from c in Gen.Int[1, 4]
         from kernel in Gen.Int[1, 3].Array[3]
         from stride in Gen.Int[1, 3].Array[3]
         from pad in Gen.Int[0, 2].Array[3]
         from counted in Gen.Int[0, 1]
         let before = pad.Zip(kernel, (pixels, taps) => (long)Math.Min(pixels, taps - 1)).ToArray()
         select Volumes(type, n, c, kernel, stride, before, counted)).Sample(Agreement.Check, iter: Samples, threads: 1);

    /// <summary>A model of an input x and a constant w.</summary>
    private static (OnnxBuilder, Shape) WithConstant(int[] constant, Shape input, Func<OnnxBuilder, OnnxBuilder> nodes)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, input[1], input[2], input[3]).Output("y");
        model.Constant("w", constant);
        return (nodes(model), input);
    }

    private static (OnnxBuilder, Shape) Volumes(string type, int n, int c, int[] kernel, int[] stride, long[] before, int counted)
    {
        List<(string, object)> attributes =
        [
            ("kernel_shape", kernel.Select(taps => (long)taps).ToArray()),
            ("strides", stride.Select(step => (long)step).ToArray()),
            ("pads", new long[] { before[0], before[1], before[2], 0, 0, 0 }),
        ];
        if (type == "AveragePool")
            attributes.Add(("count_include_pad", (long)counted));
        return (new OnnxBuilder().Input("x", -1, c, 5, 6, 7).Output("y").Node(type, "x", "y", [.. attributes]), new Shape(n, c, 5, 6, 7));
    }

    [Fact]
    public void Fully_connected_layers_agree() =>
        (from n in Gen.Int[1, 9]
         from k in Gen.Int[1, 500]
         from m in Gen.Int[1, 70]
         from transposed in Gen.Int[0, 1]
         from alpha in Gen.OneOf(1f, 0.5f)
         from bias in Gen.Int[0, 2]
         select Gemm(n, k, m, transposed, alpha, bias)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Pads_slices_and_transposes_agree() =>
        (from c in Gen.Int[2, 6]
         from h in Gen.Int[3, 8]
         from w in Gen.Int[3, 8]
         from mode in Gen.OneOf("constant", "edge", "reflect")
         from pads in Gen.Long[0, 2].Array[8]
         from start in Gen.Long[-9, 9]
         from end in Gen.Long[-9, 9]
         from step in Gen.OneOf(1L, 2L, -1L, -2L)
         from perm in Gen.Shuffle(new[] { 0, 1, 2, 3 })
         select Arrange(c, h, w, mode, pads, start, end, step, perm)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void A_graph_with_branches_agrees() =>
        (from c in Gen.Int[1, 9] from size in Gen.Int[5, 12] from parts in Gen.Int[1, 3] select Branches(c, size, parts))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    private static Gen<(int[] Strides, int[] Pads, int[] Dilations)> Windows(int kh, int kw) =>
        from strides in Gen.Int[1, 3].Array[2]
        from dilations in Gen.Int[1, 2].Array[2]
        from top in Gen.Int[0, kh]
        from left in Gen.Int[0, kw]
        from bottom in Gen.Int[0, kh]
        from right in Gen.Int[0, kw]
        select (strides, new[] { top, left, bottom, right }, dilations);

    private static (OnnxBuilder, Shape) Conv(
        int n, int groups, int c, int m, int kh, int kw, (int[] Strides, int[] Pads, int[] Dilations) window, int h, int w, bool bias)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, h, w).Output("y");
        model.Constant("w", m, c / groups, kh, kw);
        model.Constant("b", m);
        model.Node("Conv", bias ? "x w b" : "x w", "y", ("group", groups), ("strides", window.Strides), ("pads", window.Pads),
            ("dilations", window.Dilations));
        return (model, new Shape(n, c, h, w));
    }

    private static (OnnxBuilder, Shape) Pool(
        string type, int c, int h, int w, int[] kernel, int[] strides, int[] pads, int ceiling, int counted)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, h, w).Output("y");
        (string, object)[] common = [("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("ceil_mode", ceiling)];
        return (model.Node(type, "x", "y", type == "AveragePool" ? [.. common, ("count_include_pad", counted)] : common),
            new Shape(2, c, h, w));
    }

    private static (OnnxBuilder, Shape) Unary(string type, Shape shape, int opset = 13, params (string, object)[] attributes) =>
        (new OnnxBuilder(opset).Input("x", -1, shape[1], shape[2], shape[3]).Output("y").Node(type, "x", "y", attributes), shape);

    private static (OnnxBuilder, Shape) Norm(int c, bool conv, bool relu)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, 5, 6).Output("y");
        foreach (string name in new[] { "scale", "shift", "mean" })
            model.Constant(name, c);
        model.Floats("variance", [c], HashFill.Uniform("variance", new Shape(c), 0.3f, 2).AsSpan().ToArray());
        model.Constant("w", c, c, 3, 3);
        if (conv)
            model.Node("Conv", "x w", "c", ("pads", new[] { 1, 1, 1, 1 }));
        model.Node("BatchNormalization", $"{(conv ? "c" : "x")} scale shift mean variance", relu ? "n" : "y", ("epsilon", 1e-3f));
        return (relu ? model.Node("Relu", "n", "y") : model, new Shape(2, c, 5, 6));
    }

    private static (OnnxBuilder, Shape) Broadcast(string type, int c, int h, int w, int mask, int dropped, bool swap)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, h, w).Output("y");
        long[] shape = [.. new long[] { (mask & 1) == 0 ? c : 1, (mask & 2) == 0 ? h : 1, (mask & 4) == 0 ? w : 1 }.Skip(dropped)];
        model.Floats("b", shape, HashFill.Uniform("b", new Shape([.. shape.Select(extent => (int)extent)]), 0.5f, 2).AsSpan().ToArray());
        return (model.Node(type, swap ? "b x" : "x b", "y"), new Shape(2, c, h, w));
    }

    private static (OnnxBuilder, Shape) Gemm(int n, int k, int m, int transposed, float alpha, int bias)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, k).Output("y");
        model.Constant("w", transposed == 1 ? [m, k] : [k, m]);
        model.Constant("b", bias == 2 ? [1, 1] : [m]);
        return (model.Node("Gemm", bias == 0 ? "x w" : "x w b", "y", ("transB", transposed), ("alpha", alpha), ("beta", 0.75f)),
            new Shape(n, k));
    }

    private static (OnnxBuilder, Shape) Arrange(int c, int h, int w, string mode, long[] pads, long start, long end, long step, int[] perm)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, h, w).Output("y");
        pads[0] = pads[1] = pads[4] = pads[5] = 0;
        model.Longs("pads", pads).Longs("starts", start).Longs("ends", end).Longs("axes", 2).Longs("steps", step);
        return (model.Node("Pad", "x pads", "p", ("mode", mode)).Node("Slice", "p starts ends axes steps", "s")
            .Node("Transpose", "s", "y", ("perm", perm)), new Shape(2, c, h, w));
    }

    private static (OnnxBuilder, Shape) Branches(int c, int size, int parts)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, size, size).Output("y");
        model.Constant("w1", 4, c, 3, 3);
        model.Constant("w2", 4, 4, 1, 1);
        model.Node("Conv", "x w1", "a", ("pads", new[] { 1, 1, 1, 1 })).Node("Relu", "a", "r").Node("Conv", "r w2", "b")
            .Node("Add", "b a", "s");
        model.Node("MaxPool", "s", "m", ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }));
        string joined = string.Join(' ', new[] { "r", "s", "m" }.Take(parts));
        model.Node("Concat", joined, "j", ("axis", 1)).Node("GlobalAveragePool", "j", "g").Node("Flatten", "g", "y");
        return (model, new Shape(2, c, size, size));
    }
}
