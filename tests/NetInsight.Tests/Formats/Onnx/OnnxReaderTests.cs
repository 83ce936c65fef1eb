using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Well-formed files, in the forms that exporters and opsets use.</summary>
public sealed class OnnxReaderTests
{
    private static readonly Tensor Ramp = new(new Shape(2, 2, 3, 4), [.. Enumerable.Range(0, 48).Select(i => (float)(i - 20))]);

    private static OnnxBuilder Image(int opset = 13) => new OnnxBuilder(opset).Input("x", -1, 2, 3, 4).Output("y");

    [Fact]
    public void Nodes_may_be_in_any_order()
    {
        using Model model = Image().Node("Abs", "b", "y").Node("Neg", "a", "b").Node("Relu", "x", "a").Load();
        Assert.Equal(["a", "b", "y"], model.Layers.Select(layer => layer.Name));
        Assert.Equal(27, model.Forward(Ramp)[1, 1, 2, 3]);
    }

    [Fact]
    public void A_weight_may_be_listed_among_the_inputs()
    {
        using Model model = Image().Input("w", 1).Floats("w", [1], 3).Node("Mul", "x w", "y").Load();
        Assert.Equal(-60, model.Forward(Ramp)[0, 0, 0, 0]);
    }

    [Fact]
    public void Omitted_inputs_have_an_empty_name()
    {
        using Model model = Image().Floats("max", [], 5).Node("Clip", "x - max", "y").Load();
        Assert.Equal((-20f, 5f), (model.Forward(Ramp)[0, 0, 0, 0], model.Forward(Ramp)[1, 1, 2, 3]));
    }

    [Fact]
    public void Files_before_opset_7_broadcast_at_an_axis()
    {
        using Model model = Image(6).Floats("b", [2], 100, 200).Node("Add", "x b", "y", ("broadcast", 1), ("axis", 1)).Load();
        Tensor y = model.Forward(Ramp);
        Assert.Equal((80, 192), (y[0, 0, 0, 0], y[0, 1, 0, 0]));
        Hostile.Refuses(Image(6).Floats("b", [2], 1, 2).Node("Add", "x b", "y", ("broadcast", 1), ("axis", 4)), "axis 4");
    }

    [Fact]
    public void Files_before_opset_5_state_shapes_and_paddings_as_attributes()
    {
        using Model model = Image(1).Node("Pad", "x", "p", ("paddings", new long[] { 0, 0, 1, 0, 0, 0, 0, 0 }))
            .Node("Reshape", "p", "y", ("shape", new long[] { 0, -1 })).Load();
        Tensor y = model.Forward(Ramp);
        Assert.Equal(new Shape(2, 32), y.Shape);
        Assert.Equal((0, -20), (y[0, 0], y[0, 4]));
    }

    [Fact]
    public void Bounds_of_a_Clip_may_depend_on_the_input()
    {
        using Model model = Image().Node("GlobalAveragePool", "x", "m").Node("GlobalMaxPool", "x", "t").Node("Sub", "t m", "d")
            .Node("Clip", "x m d", "y").Load();
        Tensor y = model.Forward(Ramp);
        Assert.Equal((-14.5f, -9), (y[0, 0, 0, 0], y[0, 0, 2, 3]));        // of -20 to -9: below the mean, and between the bounds
        Assert.Equal(5.5f, y[1, 1, 0, 0]);                                 // of 16 to 27: the maximum is applied last
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(16)]
    public void Weights_of_every_float_type_are_read_raw_and_typed(int type)
    {
        TensorProto raw = new() { Name = "w", DataType = type }, typed = new() { Name = "w", DataType = type };
        raw.Dims.Add(2);
        typed.Dims.Add(2);
        (byte[] bytes, Action<TensorProto> fill) = type switch
        {
            1 => (
                (byte[])[.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)],
                (Action<TensorProto>)(t => t.FloatData.AddRange([1.5f, -2]))),
            11 => ([.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)], t => t.DoubleData.AddRange([1.5, -2])),
            10 => ([0x00, 0x3e, 0x00, 0xc0], t => t.Int32Data.AddRange([0x3e00, 0xc000])),
            _ => ([0xc0, 0x3f, 0x00, 0xc0], t => t.Int32Data.AddRange([0x3fc0, 0xc000])),
        };
        raw.RawData = ByteString.CopyFrom(bytes);
        fill(typed);
        foreach (TensorProto weight in new[] { raw, typed })
        {
            OnnxBuilder builder = new OnnxBuilder().Input("x", -1, 2).Output("y").Node("Mul", "x w", "y");
            builder.Proto.Graph.Initializer.Add(weight);
            using Model model = builder.Load();
            Assert.Equal([1.5f, -2], model.Forward(new Tensor(new Shape(1, 2), [1, 1])).AsSpan());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_view_by_the_batch_size_is_supported(int batch)
    {
        // x.view(x.size(0), -1), as torch writes it
        using Model model = Image().Longs("zero", 0).Longs("rest", -1).Longs("axes", 0).Node("Shape", "x", "shape")
            .Node("Constant", "", "index", ("value_int", 0)).Node("Gather", "shape index", "size").Node("Unsqueeze", "size axes", "sizes")
            .Node("Concat", "sizes rest", "to", ("axis", 0)).Node("Reshape", "x to", "y").Load();
        Assert.Equal(new Shape(batch, 24), model.Forward(new Tensor(new Shape(batch, 2, 3, 4))).Shape);
    }

    [Fact]
    public void Shape_arithmetic_is_folded_when_the_file_is_read()
    {
        // reshape to [N, 2 * 3, 4] from the input's own shape
        using Model model = Image().Longs("b", 1).Longs("e", 3).Longs("first", 0).Longs("one", 1).Longs("four", 4).Node("Shape", "x", "s")
            .Node("Slice", "s b e", "middle").Node("Gather", "middle first", "c").Node("Gather", "middle one", "h").Node("Mul", "c h", "ch")
            .Node("Gather", "s first", "n").Node("Concat", "n ch four", "to", ("axis", 0)).Node("Reshape", "x to", "y").Load();
        Assert.Equal(new Shape(5, 6, 4), model.Forward(new Tensor(new Shape(5, 2, 3, 4))).Shape);
    }

    [Fact]
    public void Splits_become_slices()
    {
        using Model model = Image().Longs("sizes", 1, 3).Node("Split", "x sizes", "a b", ("axis", 3))
            .Node("ReduceMean", "b", "y", ("axes", new[] { 2, 3 }), ("keepdims", 0)).Load();
        Assert.Equal(new Shape(2, 2), model.Forward(Ramp).Shape);
        Assert.Equal(-14, model.Forward(Ramp)[0, 0]);
        using Model even = Image(11).Node("Split", "x", "a y", ("axis", 3)).Load();
        Assert.Equal([-18, -17], even.Forward(Ramp).AsSpan()[..2]);
    }

    [Fact]
    public void Attributes_of_old_opsets_equal_inputs_of_new_ones()
    {
        Tensor Run(OnnxBuilder builder)
        {
            using Model model = builder.Load();
            return model.Forward(Ramp);
        }

        Assert.Equal(Run(Image(9).Node("Slice", "x", "y", ("starts", new[] { 1 }), ("ends", new[] { 3 }), ("axes", new[] { 2 }))).AsSpan(),
            Run(Image().Longs("s", 1).Longs("e", 3).Longs("a", 2).Node("Slice", "x s e a", "y")).AsSpan());
        Assert.Equal(Run(Image(10).Node("Pad", "x", "y", ("pads", new[] { 0, 0, 1, 2, 0, 0, 0, 1 }), ("value", 7f))).AsSpan(),
            Run(Image(18).Longs("p", 1, 2, 0, 1).Floats("v", [], 7).Longs("a", 2, 3).Node("Pad", "x p v a", "y")).AsSpan());
        Assert.Equal(Run(Image(10).Node("Clip", "x", "y", ("min", -1f), ("max", 6f))).AsSpan(),
            Run(Image(11).Floats("a", [], -1).Floats("b", [], 6).Node("Clip", "x a b", "y")).AsSpan());
        OnnxBuilder there = Image(12).Node("Unsqueeze", "x", "u", ("axes", new[] { 1 })).Node("Squeeze", "u", "y", ("axes", new[] { 1 }));
        Assert.Equal(Ramp.Shape, Run(there).Shape);
        Assert.Equal(2, Run(Image(11).Node("Softmax", "x", "y")).AsSpan().ToArray().Sum(), 5);        // before opset 13: one sum per image
        Assert.Equal(12, Run(Image(13).Node("Softmax", "x", "y")).AsSpan().ToArray().Sum(), 5);       // from 13 on: one per row
    }

    [Fact]
    public void Labels_and_preprocessing_of_the_file_are_used_unless_options_override_them()
    {
        OnnxBuilder builder = new OnnxBuilder().Input("x", 1, 3, 3, 2).Output("y").Node("Relu", "x", "y");
        builder.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "netinsight.labels", Value = "cat\ndog" });
        const string Settings = "{\"resize\":7,\"channels\":\"bgr\",\"mean\":[1,2,3]}";
        builder.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "netinsight.preprocessing", Value = Settings });
        using Model model = builder.Load();
        Assert.Equal(["cat", "dog"], model.Labels!);
        Assert.Equal(new Preprocessing { ShortSide = 7, Channels = ChannelOrder.Bgr, Mean = [1, 2, 3] }, model.Preprocessing);
        using Model other = builder.Load(new ModelOptions { Preprocessing = Preprocessing.Caffe });
        Assert.Equal(Preprocessing.Caffe, other.Preprocessing);

        builder.Proto.MetadataProps[1].Value = "{\"mean\":\"gray\"}";
        Assert.Contains("netinsight.preprocessing", Assert.Throws<ModelFormatException>(() => builder.Load()).Message);
    }

    [Fact]
    public void A_file_for_one_image_runs_a_batch_image_by_image()
    {
        using Model model = new OnnxBuilder().Input("x", 1, 2, 3, 4).Output("y").Longs("s", 1, 24).Node("Reshape", "x s", "y").Load();
        Assert.Equal(new Shape(2, 24), model.Forward(Ramp).Shape);
        Assert.Equal(Ramp.AsSpan(), model.Forward(Ramp).AsSpan());
    }

    [Theory]
    [InlineData("/layer1/layer1.0/conv1/Conv", "Conv", "layer1.0.conv1")]
    [InlineData("/layer1/layer1.0/relu/Relu_1", "Relu", "layer1.0.relu_1")]
    [InlineData("/features/features.0/Conv", "Conv", "features.0")]
    [InlineData("/Flatten", "Flatten", "Flatten")]
    [InlineData("inception_4e/relu_3x3", "Relu", "inception_4e/relu_3x3")]
    [InlineData("", "Relu", "output")]
    public void Layers_have_module_paths_as_names(string node, string type, string expected) =>
        Assert.Equal(expected, new LayerNames().Next(node, "output", type));

    [Fact]
    public void An_operator_beside_modules_keeps_its_operator_name()
    {
        const string Conv = "/layer1/layer1.0/conv1/Conv", Add = "/layer1/layer1.0/Add", Relu = "/layer1/layer1.0/relu/Relu_1";
        LayerNames names = new(Conv, Add, Relu);
        Assert.Equal(
            ["layer1.0.conv1", "layer1.0.Add", "layer1.0.relu_1"],
            new[] { names.Next(Conv, "", "Conv"), names.Next(Add, "", "Add"), names.Next(Relu, "", "Relu") });
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_suffix()
    {
        LayerNames names = new();
        Assert.Equal(["a", "a_1", "a_2"], new[] { names.Next("a", "", "Relu"), names.Next("a", "", "Relu"), names.Next("a", "", "Relu") });
    }
}
