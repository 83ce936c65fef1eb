using NetInsight.Execution.Running;
using NetInsight.Graphs;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Resizing, repeating and gathering in files: with open batches, and what is refused while a file is read.</summary>
public sealed class OnnxResizingTests
{
    private static readonly (string, object) Linear = ("mode", "linear");

    private static OnnxBuilder Image(int opset = 13) => new OnnxBuilder(opset).Input("x", -1, 2, 4, 6).Output("y");

    [Fact]
    public void Sizes_computed_from_the_shape_leave_the_batch_open()
    {
        OnnxBuilder model = Image().Longs("zero", 0).Longs("two", 2).Longs("extents", 8, 9);
        model.Node("Shape", "x", "s").Node("Slice", "s zero two", "front").Node("Concat", "front extents", "sizes", ("axis", 0));
        Assert.Equal(new Shape(3, 2, 8, 9), Run(model.Node("Resize", "x - - sizes", "y", Linear), new Shape(3, 2, 4, 6)).Shape);
    }

    [Fact]
    public void A_batch_of_one_in_the_sizes_leaves_the_batch_open() => Assert.Equal(
        new Shape(3, 2, 8, 9),
        Run(Image().Longs("sizes", 1, 2, 8, 9).Node("Resize", "x - - sizes", "y", Linear), new Shape(3, 2, 4, 6)).Shape);

    [Fact]
    public void Empty_scales_of_opset_11_count_as_omitted()
    {
        OnnxBuilder model = Image(11).Floats("roi", [0]).Floats("scales", [0]).Longs("sizes", 1, 2, 2, 3);
        Assert.Equal(new Shape(1, 2, 2, 3), Run(model.Node("Resize", "x roi scales sizes", "y"), new Shape(1, 2, 4, 6)).Shape);
    }

    [Fact]
    public void A_batch_copied_by_an_expansion_stays_open()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, 1, 4).Output("y").Longs("zero", 0).Longs("one", 1).Longs("rest", 3, 4);
        model.Node("Shape", "x", "s").Node("Slice", "s zero one", "n").Node("Concat", "n rest", "shape", ("axis", 0))
            .Node("Expand", "x shape", "y");
        Assert.Equal(new Shape(5, 3, 4), Run(model, new Shape(5, 1, 4)).Shape);
    }

    [Fact]
    public void Constants_are_gathered_while_the_file_is_read()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, 2).Output("y").Floats("table", [3, 2], 1, 2, 3, 4, 5, 6).Longs("rows", -1, 0);
        model.Longs("counts", 7, 8, 9, 10).Longs("shape", 2, 2).Node("Reshape", "counts shape", "square")
            .Node("Gather", "square rows", "turned");
        model.Node("Gather", "table rows", "g").Node("MatMul", "x g", "m").Node("Add", "m turned", "y");
        Tensor y = Run(model, new Shape(2, 2), 1, 0, 0, 1);
        Assert.Equal([5f + 9, 6 + 10, 1 + 7, 2 + 8], y.AsSpan().ToArray());
    }

    [Fact]
    public void Indices_of_maxima_are_a_layer_only_where_they_are_requested()
    {
        (string, object) kernel = ("kernel_shape", new[] { 2, 2 });
        Assert.Single(Image().Node("MaxPool", "x", "y", kernel).Read().Graph.Nodes);
        Assert.Equal(2, Image().Node("MaxPool", "x", "y i", kernel).Read().Graph.Nodes.Length);
        OnnxBuilder both = new OnnxBuilder().Input("x", -1, 1, 1, 4).Output("i")
            .Node("MaxPool", "x", "y i", ("kernel_shape", new[] { 1, 2 }), ("strides", new[] { 1, 2 }));
        Assert.Equal([1f, 2, 4, 7], Run(both, new Shape(2, 1, 1, 4), 1, 2, 4, 3, 9, 8, 1, 5).AsSpan().ToArray());
    }

    [Theory]
    [InlineData("has the coordinate_transformation_mode 'round'", "coordinate_transformation_mode", "round")]
    [InlineData("has no input 'roi'", "coordinate_transformation_mode", "tf_crop_and_resize")]
    [InlineData("has the mode 'area'", "mode", "area")]
    [InlineData("has the nearest_mode 'up'", "nearest_mode", "up")]
    [InlineData("resizes by the scale 0", "", 0, 1f, 1f, 0f, 2f)]
    [InlineData("resizes by the scale NaN", "", 0, 1f, 1f, float.NaN, 2f)]
    [InlineData("has 3 scales or sizes, but 4 are expected", "", 0, 1f, 2f, 2f)]
    [InlineData("more than", "", 0, 1f, 1f, 1e6f, 1e6f)]
    public void Invalid_resizing_is_refused(string rule, string name, object value, params float[] scales)
    {
        (string, object)[] attributes = name.Length > 0 ? [(name, value)] : [];
        scales = scales.Length > 0 ? scales : [1, 1, 2, 2];
        Hostile.Refuses(Image(18).Floats("scales", [scales.Length], scales).Node("Resize", "x - scales", "y", attributes), rule);
    }

    [Fact]
    public void A_region_of_interest_must_fit_the_axes()
    {
        Hostile.Refuses(Cropped(0, 0, 1, 1), "has 2 scales or sizes, but 4 are expected");
        Hostile.Refuses(Cropped(0, 0, 0, 0, 1, 1, 1, 1, 1), "has a region of interest of 9 values; 8 are expected");
        Hostile.Refuses(Cropped(0, 0, 0, 0, 1, 1, float.NaN, 1), "axis 2 has a region of interest from 0 to NaN");

        OnnxBuilder Cropped(params float[] region) => Image(18).Floats("roi", [region.Length], region).Floats("scales", [4], 1, 1, 2, 2)
            .Node("Resize", "x roi scales", "y", Linear, ("coordinate_transformation_mode", "tf_crop_and_resize"));
    }

    [Fact]
    public void Scales_and_sizes_that_contradict_are_refused()
    {
        Hostile.Refuses(Image().Node("Resize", "x", "y"), "has neither scales nor sizes");
        Hostile.Refuses(Image().Floats("scales", [4], 1, 1, 2, 2).Longs("sizes", 1, 2, 8, 12).Node("Resize", "x - scales sizes", "y"),
            "has both scales and sizes");
        Hostile.Refuses(Image().Longs("sizes", 1, 2, -8, 12).Node("Resize", "x - - sizes", "y"), "resizes axis 2 to -8");
        Hostile.Refuses(
            Image(18).Longs("sizes", 8).Node("Resize", "x - - sizes", "y", ("axes", new[] { 4 })), "names the axis 4 of 4 dimensions");
        Hostile.Refuses(Image().Node("Relu", "x", "sizes").Node("Resize", "x - - sizes", "y"), "a constant is expected");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-7)]
    [InlineData(long.MaxValue)]
    public void Indices_outside_are_refused_when_the_file_is_read(long index)
    {
        Hostile.Refuses(Image().Longs("i", 0, index).Node("Gather", "x i", "y", ("axis", 3)), $"{index}");
        OnnxBuilder elements = new OnnxBuilder().Input("x", 6).Output("y").Longs("i", 0, index);
        Hostile.Refuses(elements.Node("GatherElements", "x i", "y"), $"{index}");
    }

    [Fact]
    public void Results_beyond_the_limits_are_refused()
    {
        Hostile.Refuses(Image().Longs("shape", 1_000_000, 1_000_000, 1, 2, 4, 6).Node("Expand", "x shape", "y"), "more than");
        Hostile.Refuses(Image().Longs("times", 1, 1, 1_000_000, 1_000_000).Node("Tile", "x times", "y"), "more than");
        Hostile.Refuses(Image().Longs("times", 1, 1, long.MaxValue, 1).Node("Tile", "x times", "y"), "holds the extent");
        Hostile.Refuses(Image().Floats("w", [2, 1, 1, 1], 1, 1).Node("ConvTranspose", "x w", "y", ("strides", new[] { 1 << 23, 1 << 23 })),
            "more than");
        OnnxBuilder often = Image().Longs("i", [.. new long[1100]]).Node("Gather", "x i", "a", ("axis", 1))
            .Node("Gather", "a i", "b", ("axis", 2));
        Hostile.Refuses(often.Node("Gather", "b i", "y", ("axis", 3)), "more than");
        OnnxBuilder row = Image().Longs("i", [.. new long[1100]]).Longs("shape", 1, 1100).Node("Reshape", "i shape", "row");
        Hostile.Refuses(
            row.Node("Gather", "row i", "square").Node("Reshape", "x square", "y"), "1,210,000 integers are no shape arithmetic");
    }

    [Fact]
    public void Invalid_transposed_convolutions_and_unpoolings_are_refused()
    {
        OnnxBuilder Weights(params long[] shape) =>
            Image().Floats("w", shape, new float[shape.Aggregate(1L, (product, extent) => product * extent)]);
        Hostile.Refuses(Weights(2, 1).Node("ConvTranspose", "x w", "y"), "has weights of shape 2x1");
        Hostile.Refuses(
            Weights(2, 1, 3, 3).Node("ConvTranspose", "x w", "y", ("output_padding", new[] { -1, 0 })), "has the output_padding [-1, 0]");
        Hostile.Refuses(
            Weights(2, 1, 3, 3).Node("ConvTranspose", "x w", "y", ("output_shape", new[] { 0, 8 })), "has the output_shape [0, 8]");
        Hostile.Refuses(Weights(2, 1, 3, 3).Node("ConvTranspose", "x w", "y", ("auto_pad", "SOME")), "unknown auto_pad 'SOME'");
        (string, object) kernel = ("kernel_shape", new[] { 2, 2 });
        Hostile.Refuses(Image().Longs("shape", 1, 3, 8, 8).Node("MaxPool", "x", "p i", kernel).Node("MaxUnpool", "p i shape", "y", kernel),
            "batch and channels must not change");
        Hostile.Refuses(Image().Longs("shape", 8, 8).Node("MaxPool", "x", "p i", kernel).Node("MaxUnpool", "p i shape", "y", kernel),
            "has an output_shape of 2 extents");
        Hostile.Refuses(Image().Node("DepthToSpace", "x", "y", ("blocksize", 2), ("mode", "RDC")), "has the mode 'RDC'");
        Hostile.Refuses(Image().Node("SpaceToDepth", "x", "y"), "no attribute 'blocksize'");
    }

    private static Tensor Run(OnnxBuilder model, Shape input, params float[] values)
    {
        Graph graph = model.Read().Graph;
        int output = graph.Outputs[0];
        Tensor x = values.Length > 0 ? new Tensor(input, values) : new Tensor(input);
        Engine engine = new(graph, 1, long.MaxValue);
        return engine.Run([x], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
    }
}
