using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// Well-formed files of invalid graphs (RELIABILITY.md B3, rows O5 to O10 and O13): each refused with the node and the rule.
/// </summary>
public sealed class OnnxHostileGraphsTests
{
    private static OnnxBuilder Image => new OnnxBuilder().Input("x", -1, 2, 8, 8).Output("y");

    [Fact]
    public void O5_a_cycle_is_refused() =>
        Hostile.Refuses(Image.Node("Add", "x b", "a").Node("Relu", "a", "b").Node("Relu", "a", "y"), "cycle");

    [Fact]
    public void O5_a_value_without_a_producer_is_refused() =>
        Hostile.Refuses(Image.Node("Relu", "ghost", "y"), "'ghost', which no node computes");

    [Fact]
    public void O5_a_value_with_two_producers_is_refused() =>
        Hostile.Refuses(Image.Node("Relu", "x", "y").Node("Abs", "x", "y"), "computed elsewhere too");

    [Fact]
    public void O5_an_input_that_shadows_another_is_refused() =>
        Hostile.Refuses(Image.Input("x", 1).Node("Relu", "x", "y"), "defined twice");

    [Fact]
    public void O5_a_missing_output_is_refused() => Hostile.Refuses(new OnnxBuilder().Input("x", 1, 2).Node("Relu", "x", "y"), "no output");

    [Fact]
    public void O5_an_output_without_a_producer_is_refused() => Hostile.Refuses(Image.Node("Relu", "x", "z"), "'y'");

    [Fact]
    public void O5_a_node_without_its_inputs_is_refused() => Hostile.Refuses(Image.Node("Conv", "x", "y"), "Conv");

    [Fact]
    public void O5_a_model_without_a_graph_is_refused()
    {
        OnnxBuilder model = Image;
        model.Proto.Graph = null;
        Hostile.Refuses(model, "no graph");
    }

    [Fact]
    public void O5_several_inputs_are_refused() => Hostile.Refuses(Image.Input("z", 1).Node("Add", "x z", "y"), "2 inputs");

    [Theory]
    [InlineData(new long[] { 65536, 65536, 65536 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    [InlineData(new long[] { -1, 4 })]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 3 })]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 4 })]
    public void O6_initializers_of_a_wrong_length_are_refused(long[] dimensions) =>
        Hostile.Refuses(Image.Floats("w", dimensions, 1, 2, 3, 4).Node("Add", "x w", "y"), "'w'");

    [Fact]
    public void O6_an_initializer_with_raw_and_typed_data_is_refused()
    {
        OnnxBuilder model = Image.Floats("w", [1], 1).Node("Add", "x w", "y");
        model.Proto.Graph.Initializer[0].FloatData.Add(1);
        Hostile.Refuses(model, "raw data and typed data");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(14)]
    [InlineData(99)]
    public void O6_an_initializer_of_another_type_is_refused(int type)
    {
        OnnxBuilder model = Image.Floats("w", [1], 1).Node("Add", "x w", "y");
        model.Proto.Graph.Initializer[0].DataType = type;
        Hostile.Refuses(model, "data type");
    }

    [Theory]
    [InlineData("kernel_shape", new[] { 3, 3, 3 })]
    [InlineData("kernel_shape", new[] { 2, 3 })]
    [InlineData("dilations", new[] { 1 })]
    [InlineData("dilations", new[] { 0, 1 })]
    [InlineData("strides", new[] { 0, 1 })]
    [InlineData("strides", new[] { -1, 1 })]
    [InlineData("pads", new[] { -1, 0, 0, 0 })]
    [InlineData("pads", new[] { 0, 0 })]
    [InlineData("dilations", new[] { 9, 9 })]
    public void O7_invalid_windows_are_refused_when_the_file_is_read(string attribute, int[] values) =>
        Hostile.Refuses(Conv((attribute, values)), "node 'y' (Conv)");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(2)]
    public void O7_groups_that_do_not_divide_the_channels_are_refused(int groups) =>
        Hostile.Refuses(Conv(("group", groups)), "node 'y' (Conv)");

    [Fact]
    public void O7_padding_beyond_any_feature_map_is_refused() =>
        Hostile.Refuses(Conv(("pads", new[] { 1L << 31, 0, 0, 0 })), "node 'y' (Conv)");

    [Fact]
    public void O8_huge_shapes_are_refused_before_memory_is_allocated()
    {
        Hostile.Refuses(Image.Longs("s", 1L << 40).Node("Reshape", "x s", "y"), "Reshape");
        Hostile.Refuses(ConstantOf(1L << 62), "ConstantOfShape");
        Hostile.Refuses(ConstantOf(40_000, 50_000), "2,000,000,000 elements");
        Hostile.Refuses(Image.Longs("p", 0, 0, 1L << 31, 0, 0, 0, 0, 0).Node("Pad", "x p", "y"), "Pad");
        Hostile.Refuses(Image.Longs("p", 0, 0, 2_000_000_000, 2_000_000_000, 0, 0, 0, 0).Node("Pad", "x p", "y"), "elements");
    }

    [Fact]
    public void O8_invalid_attributes_and_indices_are_refused()
    {
        Hostile.Refuses(Image.Node("Transpose", "x", "y", ("perm", new[] { 0, 0, 1, 2 })), "Transpose");
        Hostile.Refuses(
            Image.Longs("a", 1, 2).Longs("i", -9_000_000_000_000_000_000).Node("Gather", "a i", "g").Node("Reshape", "x g", "y"), "Gather");
        Hostile.Refuses(Image.Longs("b", 0).Longs("e", 4).Longs("a", 2).Longs("t", 0).Node("Slice", "x b e a t", "y"), "step");
        Hostile.Refuses(Image.Longs("b", 0, 1).Longs("e", 4).Node("Slice", "x b e", "y"), "2 starts, 1 ends");
        Hostile.Refuses(Image.Node("Concat", "x x", "y", ("axis", 7)), "axis 7");
        Hostile.Refuses(Image.Longs("p", 3, 4).Node("Split", "x p", "y z", ("axis", 2)), "splits an extent of 8");
        Hostile.Refuses(Image.Node("Flatten", "x", "y", ("axis", 9)), "axis 9");
        Hostile.Refuses(Image.Node("Softmax", "x", "y", ("axis", -5)), "axis -5");
        Hostile.Refuses(Image.Node("LRN", "x", "y", ("size", 0)), "size");
    }

    [Fact]
    public void O9_an_empty_batch_and_one_beyond_memory_are_refused()
    {
        using Model model = Image.Node("Relu", "x", "y").Load();
        Assert.Throws<ArgumentException>(() => model.Forward(new Tensor(new Shape(0, 2, 8, 8))));
        Assert.Throws<ResourceLimitException>(() => new Shape(int.MaxValue, 2, 8, 8));
        Assert.Equal(new Shape(3, 2, 8, 8), model.Forward(new Tensor(new Shape(3, 2, 8, 8))).Shape);
    }

    [Fact]
    public void O10_all_unsupported_operators_are_listed_at_once()
    {
        OnnxBuilder model = Image.Node("Scan", "x", "a").Node("Loop", "a", "b").Node("Einsum", "b", "y");
        model.Proto.Graph.Node[2].Domain = "com.example";
        UnsupportedOperatorException refusal = Assert.Throws<UnsupportedOperatorException>(() => model.Load());
        Assert.Equal(["Scan (node a)", "Loop (node b)", "com.example.Einsum (node y)"], refusal.Operators);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(26)]
    [InlineData(999)]
    [InlineData(-3)]
    public void O10_opsets_out_of_range_are_refused(int opset) =>
        Hostile.Refuses(new OnnxBuilder(opset).Input("x", 1).Output("y").Node("Relu", "x", "y"), $"opset {opset}");

    [Fact]
    public void O10_a_missing_opset_and_functions_that_do_not_fit_are_refused()
    {
        OnnxBuilder missing = Image.Node("Relu", "x", "y");
        missing.Proto.OpsetImport.Clear();
        Hostile.Refuses(missing, "no opset_import");
        OnnxBuilder local = Image.Node("Relu", "x", "y");
        local.Proto.Functions.Add(new FunctionProto { Name = "Relu" });
        Hostile.Refuses(local, "does not fit the inputs and outputs of the function");
    }

    [Fact]
    public void O13_names_are_escaped_in_messages()
    {
        OnnxBuilder model = Image.Node("Relu", "\u001b[31mghost\r\n", "y");
        string message = Assert.Throws<ModelFormatException>(() => model.Load()).Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\n', message);
        Assert.Contains("\\u001b", message);
        Hostile.Refuses(Image.Node("Relu", new string('a', 1_000_000), "y"), "1,000,000 characters");
    }

    private static OnnxBuilder ConstantOf(params long[] shape) =>
        new OnnxBuilder().Input("x", 1).Output("y").Longs("s", shape).Node("ConstantOfShape", "s", "c").Node("Add", "x c", "y");

    private static OnnxBuilder Conv(params (string, object)[] attributes) =>
        Image.Floats("w", [3, 2, 3, 3], new float[54]).Node("Conv", "x w", "y", attributes);
}
