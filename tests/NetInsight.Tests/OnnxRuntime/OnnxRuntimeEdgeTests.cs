using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Edge cases in which engines tend to differ: signals, automatic padding, windows beyond the padding, uneven neighbourhoods.
/// </summary>
public sealed class OnnxRuntimeEdgeTests
{
    private const int Samples = 60;

    [Fact]
    public void Convolutions_of_signals_agree() =>
        (from n in Gen.Int[1, 3]
         from groups in Gen.OneOf(1, 1, 2, 5)
         from c in Gen.Int[1, 9]
         from m in Gen.Int[1, 9]
         from k in Gen.Int[1, 5]
         from stride in Gen.Int[1, 6]
         from dilation in Gen.Int[1, 3]
         from before in Gen.Int[0, 3]
         from after in Gen.Int[0, 3]
         from w in Gen.Int[13, 25]
         select (Weighted(new Shape(n, groups * c, w), "Conv", new Shape(groups * m, c, k),
            ("group", groups), ("strides", new[] { stride }), ("dilations", new[] { dilation }), ("pads", new[] { before, after })),
                new Shape(n, groups * c, w)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Pools_of_signals_agree() =>
        (from type in Gen.OneOf("MaxPool", "AveragePool")
         from c in Gen.Int[1, 20]
         from w in Gen.Int[4, 20]
         from k in Gen.Int[1, 4]
         from stride in Gen.Int[1, 6]
         from ceiling in Gen.Int[0, 1]
         select (Simple(type, new Shape(2, c, w), 13, ("kernel_shape", new[] { k }), ("strides", new[] { stride }), ("ceil_mode", ceiling)),
             new Shape(2, c, w)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    /// <summary>
    /// Where the formula's padding is negative, ONNX's shape inference takes 0, and so do we; ONNX Runtime crops the feature map.
    /// </summary>
    [Fact]
    public void Automatic_padding_is_never_negative_unlike_that_of_ONNX_Runtime()
    {
        OnnxBuilder model = Weighted(new Shape(1, 1, 5), "Conv", new Shape(1, 1, 1), ("strides", new[] { 6 }), ("auto_pad", "SAME_LOWER"));
        Tensor input = new(new Shape(1, 1, 5), [1, 2, 3, 4, 5]);
        float weight = HashFill.Uniform("w", new Shape(1, 1, 1), -1, 1)[0, 0, 0];
        Assert.Equal([weight], Agreement.Ours(model.ToBytes(), input).AsSpan());
        Assert.Equal([2 * weight], Peer.Run(model.ToBytes(), input).AsSpan());       // padding 1 - 5 = -4, (-4 + 1) / 2 = -1 of it in front
    }

    /// <summary>Strides up to the kernel, so that padding is not negative.</summary>
    [Fact]
    public void Automatic_padding_agrees() =>
        (from auto in Gen.OneOf("SAME_UPPER", "SAME_LOWER", "VALID")
         from type in Gen.OneOf("Conv", "MaxPool", "AveragePool")
         from c in Gen.Int[1, 9]
         from kh in Gen.Int[1, 5]
         from kw in Gen.Int[1, 5]
         from down in Gen.Int[1, kh]
         from right in Gen.Int[1, kw]
         let strides = new[] { down, right }
         from h in Gen.Int[5, 12]
         from w in Gen.Int[5, 12]
         let shape = new Shape(2, c, h, w)
         select (type == "Conv"
            ? Weighted(shape, type, new Shape(7, c, kh, kw), ("strides", strides), ("auto_pad", auto))
            : Simple(type, shape, 13, ("kernel_shape", new[] { kh, kw }), ("strides", strides), ("auto_pad", auto)), shape))
        .Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    /// <summary>Rounding up gives one window even where the feature map is smaller than it, by less than a stride.</summary>
    [Fact]
    public void Windows_larger_than_the_feature_map_agree_where_sizes_round_up() =>
        (from type in Gen.OneOf("MaxPool", "AveragePool")
         from k in Gen.Int[2, 5]
         from stride in Gen.Int[2, 4]
         from missing in Gen.Int[1, Math.Min(stride, k) - 1]
         from counted in Gen.Int[0, 1]
         let shape = new Shape(1, 3, k - missing, k + 2)
         select (Simple(type, shape, 13,
            [
                ("kernel_shape", new[] { k, k }),
                ("strides", new[] { stride, stride }),
                ("ceil_mode", 1),
                .. type == "MaxPool" ? Array.Empty<(string, object)>() : [("count_include_pad", counted)],
            ]),
            shape))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Dilated_pools_agree_also_where_a_window_covers_padding_only() =>
        (from type in Gen.OneOf("MaxPool", "AveragePool")
         from dilations in Gen.Int[1, 3].Array[2]
         from pad in Gen.Int[0, 1]
         from h in Gen.Int[5, 9]
         from w in type == "MaxPool" || dilations[1] != 2 ? Gen.Int[5, 9] : Gen.OneOf(1, 2, 5)
         let shape = new Shape(1, 5, h, w)
         let pads = new[] { pad, 1, pad, 1 }
         select (Simple(type, shape, 19, ("kernel_shape", new[] { 2, 2 }), ("dilations", dilations), ("pads", pads)), shape))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Joint_and_separate_softmaxes_agree_on_every_axis() =>
        (from opset in Gen.OneOf(11, 13)
         from type in Gen.OneOf("Softmax", "LogSoftmax")
         from extents in Gen.Int[1, 6].Array[1, 5]
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         select (Simple(type, new Shape(extents), opset, ("axis", axis)), new Shape(extents)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    private static OnnxBuilder Simple(string type, Shape input, int opset, params (string, object)[] attributes) =>
        new OnnxBuilder(opset).Input("x", [.. input.Dimensions.ToArray().Select(extent => (long)extent)]).Output("y")
            .Node(type, "x", "y", attributes);

    private static OnnxBuilder Weighted(Shape input, string type, Shape weight, params (string, object)[] attributes) =>
        new OnnxBuilder().Input("x", [.. input.Dimensions.ToArray().Select(extent => (long)extent)]).Output("y")
            .Floats("w", [.. weight.Dimensions.ToArray().Select(extent => (long)extent)],
                HashFill.Uniform("w", weight, -1, 1).AsSpan().ToArray())
            .Node(type, "x w", "y", attributes);
}
