using CsCheck;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>Operators outside the core of convolutional networks, against ONNX Runtime on the same bytes, at odd sizes.</summary>
public sealed class OnnxRuntimeFurtherTests
{
    private const int Samples = 30;

    private static OnnxBuilder Builder(int opset, params int[] shape) =>
        new OnnxBuilder(opset).Input("x", [-1, .. shape.Skip(1).Select(extent => (long)extent)]).Output("y");

    private static OnnxBuilder Fixed(int opset, params int[] shape) =>
        new OnnxBuilder(opset).Input("x", [.. shape.Select(extent => (long)extent)]).Output("y");

    private static OnnxBuilder Longs(OnnxBuilder model, string name, long[] shape, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = 7 };
        tensor.Dims.AddRange(shape);
        tensor.Int64Data.AddRange(values);
        model.Proto.Graph.Initializer.Add(tensor);
        return model;
    }

    private static (OnnxBuilder, Shape) Microsoft(
        OnnxBuilder model, string type, string inputs, int[] shape, params (string, object)[] attributes)
    {
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        model.Node(type, inputs, "y", attributes);
        model.Proto.Graph.Node[^1].Domain = "com.microsoft";
        return (model, new Shape(shape));
    }

    [Theory]
    [InlineData("abcd,ec->abed", 4, 5, 3)]
    [InlineData("abcd,ce->aebd", 4, 3, 5)]
    [InlineData("abcd,bcd->abc", 4, 3, 3, 5)]
    [InlineData("abcd,bed->abce", 4, 3, 7, 5)]
    [InlineData("...d,de->...e", 4, 5, 6)]
    [InlineData("...cd,de->...ce", 4, 5, 4)]
    [InlineData("...cd,...de", 4, 1, 3, 5, 4)]
    [InlineData("abcd->a", 4)]
    [InlineData("abcd->dbca", 4)]
    [InlineData("abbd->adb", 4)]
    [InlineData("abcd,e->abcde", 4, 3)]
    [InlineData("abcd", 4)]
    [InlineData("ab,b->a", 2, 3)]
    [InlineData("ab,cb->ca", 2, 4, 3)]
    [InlineData("abcd,efcd->abef", 4, 2, 3, 3, 5)]
    [InlineData("abcd,b->acd", 4, 3)]
    public void Einsums_agree(string equation, int rank, params int[] second)
    {
        int[] shape = [.. new[] { 2, 3, 3, 5 }.Take(rank)];
        foreach (bool isOpen in new[] { false, true })
        {
            OnnxBuilder model = (isOpen ? Builder(13, shape) : Fixed(13, shape)).Constant("w", second.Length == 0 ? [1] : second);
            Agreement.Check((model.Node("Einsum", second.Length == 0 ? "x" : "x w", "y", ("equation", equation)), new Shape(shape)));
        }
    }

    [Fact]
    public void An_einsum_of_three_agrees() => Agreement.Check((
        Builder(13, 2, 3, 4).Constant("v", 4, 5).Constant("w", 3, 5, 6).Node("Einsum", "x v w", "y", ("equation", "abc, cd, bde -> ae")),
            new Shape(2, 3, 4)));

    [Fact]
    public void Pools_and_norms_by_powers_agree() =>
        (from type in Gen.OneOf("LpPool", "GlobalLpPool", "LpNormalization")
         from power in Gen.Int[1, type == "LpNormalization" ? 2 : 3]
         from shape in Gen.Int[3, 9].Array[3, type == "LpPool" ? 4 : 5]
         from opset in Gen.OneOf(11, 18)
         select Norm(type, opset, power, shape)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Norm(string type, int opset, int power, int[] shape)
    {
        List<(string, object)> attributes = [("p", power)];
        if (type == "LpPool")
        {
            int axes = shape.Length - 2;
            attributes.Add(("kernel_shape", Enumerable.Repeat(2L, axes).ToArray()));
            attributes.Add(("strides", Enumerable.Range(1, axes).Select(i => (long)i).ToArray()));
            attributes.Add(("pads", Enumerable.Range(0, 2 * axes).Select(i => (long)(i % 2)).ToArray()));
        }
        else if (type == "LpNormalization")
        {
            attributes.Add(("axis", 1));
        }

        return (Builder(opset, shape).Node(type, "x", "y", [.. attributes]), new Shape(shape));
    }

    [Fact]
    public void Normalisations_agree()
    {
        Agreement.Check((Fixed(13, 2, 5, 6, 7).Node("MeanVarianceNormalization", "x", "y"), new Shape(2, 5, 6, 7)));
        Agreement.Check((Builder(13, 2, 5, 7).Node("MeanVarianceNormalization", "x", "y", ("axes", new long[] { 1, 2 })),
            new Shape(2, 5, 7)));
        Agreement.Check((Builder(23, 2, 5, 7).Constant("s", 7).Node("RMSNormalization", "x s", "y"), new Shape(2, 5, 7)));
        Agreement.Check((Builder(23, 2, 5, 7).Constant("s", 5, 7).Node("RMSNormalization", "x s", "y", ("axis", 1), ("epsilon", 0.1f)),
            new Shape(2, 5, 7)));
    }

    [Fact]
    public void Convolutions_and_pools_of_volumes_agree() =>
        (from groups in Gen.Int[1, 2]
         from c in Gen.Int[1, 3]
         from m in Gen.Int[1, 3]
         from extents in Gen.Int[4, 9].Array[3]
         from kernel in Gen.Int[1, 3].Array[3]
         from strides in Gen.Int[1, 2].Array[3]
         from pads in Gen.Int[0, 1].Array[6]
         from flags in Gen.Bool.Array[2]
         select Volume(groups, groups * c, groups * m, extents, kernel, strides, pads, flags)).Sample(
             Agreement.Check, iter: 2 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Volume(
        int groups, int c, int m, int[] extents, int[] kernel, int[] strides, int[] pads, bool[] flags)
    {
        int[] shape = [2, c, .. extents];
        OnnxBuilder model = Builder(13, shape).Constant("w", [m, c / groups, .. kernel]).Constant("b", m);
        List<(string, object)> attributes = [("group", groups), ("strides", strides)];
        attributes.Add(flags[0] ? ("auto_pad", "SAME_UPPER") : ("pads", pads));
        return (model.Node("Conv", flags[1] ? "x w b" : "x w", "y", [.. attributes]), new Shape(shape));
    }

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void Global_pools_of_volumes_agree(string type) =>
        Agreement.Check((Builder(13, 2, 3, 4, 5, 6).Node(type, "x", "y"), new Shape(2, 3, 4, 5, 6)));

    [Theory]
    [InlineData("RNN", 1)]
    [InlineData("GRU", 3)]
    [InlineData("LSTM", 4)]
    public void Recurrent_layers_agree(string type, int gates) =>
        (from extents in Gen.Int[1, 6].Array[3]
         from units in Gen.Int[1, 9]
         from direction in Gen.OneOf("forward", "reverse", "bidirectional")
         from output in Gen.Int[0, type == "LSTM" ? 2 : 1]
         from flags in Gen.Bool.Array[4]
         select Recurrent(type, gates, extents, units, direction, output, flags)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Recurrent(
        string type, int gates, int[] extents, int units, string direction, int output, bool[] flags)
    {
        int d = direction == "bidirectional" ? 2 : 1;
        OnnxBuilder model = Fixed(14, extents).Constant("w", d, gates * units, extents[2]).Constant("r", d, gates * units, units);
        model.Constant("b", d, 2 * gates * units).Constant("h", d, extents[1], units).Constant("c", d, extents[1], units);
        model.Constant("p", d, 3 * units);
        string inputs = $"x w r {(flags[0] ? "b" : "-")} - {(flags[1] ? "h" : "-")}";
        if (type == "LSTM")
            inputs += $" {(flags[2] ? "c" : "-")} {(flags[3] ? "p" : "-")}";
        List<(string, object)> attributes = [("hidden_size", units), ("direction", direction)];
        if (type == "GRU")
            attributes.Add(("linear_before_reset", flags[2] ? 1 : 0));
        model.Node(type, inputs, string.Join(' ', new[] { "a0", "a1", "a2" }.Take(type == "LSTM" ? 3 : 2)), [.. attributes]);
        return (model.Node("Identity", $"a{output}", "y"), new Shape(extents));
    }

    [Fact]
    public void Grid_samples_agree() =>
        (from opset in Gen.OneOf(16, 20)
         from mode in Gen.Int[0, 2]
         from padding in Gen.OneOf("zeros", "border", "reflection")
         from aligns in Gen.Int[0, 1]
         from extents in Gen.Int[2, 7].Array[4]
         select Grid(opset, mode, padding, aligns, extents)).Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Grid(int opset, int mode, string padding, int aligns, int[] extents)
    {
        string name = (opset < 20 ? ["bilinear", "nearest", "bicubic"] : new[] { "linear", "nearest", "cubic" })[mode];
        OnnxBuilder model = Fixed(opset, 1, 3, extents[0], extents[1]).Floats(
            "g", [1, extents[2], extents[3], 2],
                HashFill.Uniform("grid", new Shape(1, extents[2], extents[3], 2), -2.3f, 2.3f).AsSpan().ToArray());
        model.Node("GridSample", "x g", "y", ("mode", name), ("padding_mode", padding), ("align_corners", aligns));
        return (model, new Shape(1, 3, extents[0], extents[1]));
    }

    [Fact]
    public void Chosen_and_scattered_elements_agree()
    {
        Shape x = new(3, 4, 5);
        Agreement.Check((Longs(Fixed(13, 3, 4, 5), "i", [2, 2], 2, -1, 0, 3).Node("GatherND", "x i", "y"), x));
        Agreement.Check((Longs(Fixed(13, 3, 4, 5), "i", [3, 1], 2, -4, 0).Node("GatherND", "x i", "y", ("batch_dims", 1)), x));
        foreach (string reduction in new[] { "none", "add", "mul", "max", "min" })
        {
            OnnxBuilder model = Longs(Fixed(18, 3, 4, 5), "i", [3, 2], 2, -1, 0, 3, 2, 3).Constant("u", 3, 5);
            if (reduction == "none")
                model = Longs(Fixed(18, 3, 4, 5), "i", [3, 2], 2, -1, 0, 3, 1, 3).Constant("u", 3, 5);
            Agreement.Check((model.Node("ScatterND", "x i u", "y", ("reduction", reduction)), x));
            OnnxBuilder elements = Longs(Fixed(18, 3, 4, 5), "i", [2, 2, 2], 0, -1, 3, 0, 1, 2, 0, 3).Constant("u", 2, 2, 2);
            Agreement.Check((elements.Node("ScatterElements", "x i u", "y", ("axis", 1), ("reduction", reduction)), x));
        }
    }

    [Fact]
    public void Largest_and_sums_and_triangles_agree()
    {
        Shape x = new(2, 7, 5);
        foreach (int axis in new[] { 1, -1 })
        {
            for (int flags = 0; flags < 4; flags++)
            {
                OnnxBuilder top = Builder(11, 2, 7, 5).Longs("k", 3);
                Agreement.Check((top.Node("TopK", "x k", "y i", ("axis", axis), ("largest", flags % 2)), x));
                OnnxBuilder indices = Builder(11, 2, 7, 5).Longs("k", 3).Node("TopK", "x k", "v i", ("axis", axis), ("largest", flags % 2));
                Agreement.Check((indices.Node("Cast", "i", "y", ("to", 1)), x));
                OnnxBuilder sums = Longs(Builder(14, 2, 7, 5), "a", [], axis);
                Agreement.Check((sums.Node("CumSum", "x a", "y", ("exclusive", flags % 2), ("reverse", flags / 2)), x));
                OnnxBuilder triangle = Longs(Builder(14, 2, 7, 5), "k", [], axis);
                Agreement.Check((triangle.Node("Trilu", "x k", "y", ("upper", flags % 2)), x));
            }
        }

        OnnxBuilder reversed = Fixed(13, 2, 7, 5).Longs("l", 3, 7);
        Agreement.Check((reversed.Node("ReverseSequence", "x l", "y", ("batch_axis", 0), ("time_axis", 1)), x));
        OnnxBuilder hot = Longs(Fixed(13, 2, 7, 5).Floats("v", [2], -1, 2), "d", [], 4).Node("Cast", "x", "i", ("to", 7));
        Agreement.Check((hot.Node("OneHot", "i d v", "y", ("axis", 1)), x));
        Agreement.Check((Fixed(13, 4, 6).Node("EyeLike", "x", "e", ("k", 1)).Node("Add", "x e", "y"), new Shape(4, 6)));
    }

    [Fact]
    public void Crops_and_pads_around_the_centre_agree() =>
        (from shape in Gen.Int[1, 9].Array[4]
         from extents in Gen.Int[1, 9].Array[2]
         select (
            Builder(18, shape).Longs("s", extents[0], extents[1]).Node("CenterCropPad", "x s", "y", ("axes", new long[] { 2, -1 })),
                new Shape(shape)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData(false, false, 4, 4)]
    [InlineData(true, false, 4, 4)]
    [InlineData(false, true, 4, 2)]
    [InlineData(true, true, 6, 1)]
    public void Attention_agrees(bool isCausal, bool hasMask, int heads, int shared)
    {
        OnnxBuilder model = Builder(23, 2, 5, heads * 3).Constant("k", 2, 7, shared * 3).Constant("v", 2, 7, shared * 4);
        model.Constant("m", 5, 7);
        (string, object)[] attributes =
            [("q_num_heads", heads), ("kv_num_heads", shared), ("is_causal", isCausal ? 1 : 0), ("scale", 0.3f)];
        model.Node("Attention", hasMask ? "x k v m" : "x k v", "y", attributes);
        Agreement.Check((model, new Shape(2, 5, heads * 3)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    public void Rotary_embeddings_agree(int interleaved, int turned)
    {
        int pairs = (turned == 0 ? 8 : turned) / 2;
        OnnxBuilder model = Fixed(23, 2, 3, 5, 8).Constant("c", 9, pairs).Constant("s", 9, pairs);
        Longs(model, "p", [2, 5], 0, 1, 2, 3, 4, 8, 7, 6, 5, 4);
        List<(string, object)> attributes = [("interleaved", interleaved)];
        if (turned > 0)
            attributes.AddRange([("rotary_embedding_dim", turned), ("num_heads", 3)]);
        Agreement.Check((model.Node("RotaryEmbedding", "x c s p", "y", [.. attributes]), new Shape(2, 3, 5, 8)));
    }

    [Fact]
    public void Attention_of_ONNX_Runtime_agrees()
    {
        foreach (int oneWay in new[] { 0, 1 })
        {
            OnnxBuilder packed = Builder(17, 2, 5, 6).Constant("w", 6, 24).Constant("b", 24);
            Agreement.Check(Microsoft(packed, "Attention", "x w b", [2, 5, 6], ("num_heads", 2), ("unidirectional", oneWay)));
            OnnxBuilder apart = Fixed(17, 2, 5, 8).Constant("k", 2, 7, 8).Constant("v", 2, 7, 8).Constant("b", 24);
            Agreement.Check(Microsoft(apart, "MultiHeadAttention", "x k v b", [2, 5, 8], ("num_heads", 2)));
        }
    }

    [Fact]
    public void Deformable_convolutions_agree() =>
        (from opset in Gen.OneOf(19, 22)
         from extents in Gen.Int[3, 8].Array[2]
         from flags in Gen.Bool.Array[3]
         select Deformed(opset, extents, flags))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    private static (OnnxBuilder, Shape) Deformed(int opset, int[] extents, bool[] flags)
    {
        int groups = flags[2] ? 2 : 1, height = extents[0] + 1, width = (extents[1] + 1) / 2;
        OnnxBuilder model = Fixed(opset, 1, 4, extents[0], extents[1]).Constant("w", 6, 4 / groups, 2, 3).Constant("b", 6);
        model.Constant("o", 1, 2 * groups * 6, height, width).Constant("m", 1, groups * 6, height, width);
        string inputs = $"x w o {(flags[0] ? "b" : "-")} {(flags[1] ? "m" : "-")}";
        (string, object)[] attributes =
            [("kernel_shape", new long[] { 2, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 1, 2 }),
                ("group", groups), ("offset_group", groups)];
        return (model.Node("DeformConv", inputs.TrimEnd('-', ' '), "y", attributes), new Shape(1, 4, extents[0], extents[1]));
    }
}
