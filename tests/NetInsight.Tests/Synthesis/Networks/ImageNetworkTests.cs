using NetInsight.Tests.Attribution;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.OnnxRuntime;

namespace NetInsight.Tests.Synthesis.Networks;

/// <summary>Networks from images to images: values, sizes, layouts, tiles, against ONNX Runtime, and what is refused.</summary>
public sealed class ImageNetworkTests
{
    private static readonly RgbImage Photo = Random("photo", 21, 30);

    /// <summary>Three channels mapped by one matrix at each position; the identity times a factor by default.</summary>
    private static OnnxBuilder Pointwise(
        float factor = 1, int height = -1, int width = -1, float bias = 0, string output = "y", float[]? matrix = null) =>
        new OnnxBuilder().Input("x", -1, 3, height, width)
            .Floats("w", [3, 3, 1, 1], matrix ?? [factor, 0, 0, 0, factor, 0, 0, 0, factor]).Floats("b", [3], bias, bias, bias)
            .Node("Conv", "x w b", output);

    [Fact]
    public void Values_that_nothing_states_are_measured_and_said_to_be_assumed()
    {
        using Model one = Pointwise().Output("y").Load();
        ImageNetworkForm form = ImageNetwork.Describe(one);
        Assert.Equal((ImageValueRange.ZeroToOne, ImageValueRange.ZeroToOne, true), (form.InputRange, form.OutputRange, form.IsAssumed));
        Assert.Contains("of a test pattern 98 of 100 values lie from 0", form.ToString());
        Equal(Photo, ImageNetwork.Apply(one, Photo), 0);

        using Model byteOut = Pointwise(0, bias: 200).Output("y").Load();
        Assert.Equal(ImageValueRange.ZeroTo255, ImageNetwork.Describe(byteOut).OutputRange);
        Assert.Equal(new RgbColor(200, 200, 200), ImageNetwork.Apply(byteOut, Photo)[3, 4]);

        float[] centre = new float[81];
        (centre[4], centre[40], centre[76]) = (2, 2, 2);
        using Model signed = new OnnxBuilder().Input("x", -1, 3, -1, -1).Floats("w", [3, 3, 3, 3], centre).Floats("b", [3], -1, -1, -1)
            .Node("Conv", "x w b", "y", ("pads", new[] { 1, 1, 1, 1 })).Output("y").Load();
        ImageNetworkForm both = ImageNetwork.Describe(signed);
        Assert.Equal((ImageValueRange.MinusOneToOne, ImageValueRange.MinusOneToOne), (both.InputRange, both.OutputRange));
        Equal(Photo, ImageNetwork.Apply(signed, Photo, new() { InputRange = ImageValueRange.ZeroToOne }), 1);

        using Model strange = Pointwise(4).Output("y").Load();
        InvalidOperationException unknown = Assert.Throws<InvalidOperationException>(() => ImageNetwork.Apply(strange, Photo));
        Assert.Contains("OutputRange", unknown.Message);
        Assert.Contains("lie from 0", unknown.Message);
        RgbImage said = ImageNetwork.Apply(
            strange, Photo, new() { InputRange = ImageValueRange.ZeroToOne, OutputRange = ImageValueRange.ZeroTo255 });
        Assert.Equal((byte)Math.Round(4 * Photo.Pixels[5] / 255.0), said.Pixels[5]);
    }

    [Theory]
    [InlineData("Sigmoid", 1, 0, ImageValueRange.ZeroToOne)]
    [InlineData("Sigmoid", 255, 0, ImageValueRange.ZeroTo255)]
    [InlineData("Tanh", 1, 0, ImageValueRange.MinusOneToOne)]
    [InlineData("Tanh", 0.5f, 0.5f, ImageValueRange.ZeroToOne)]
    [InlineData("Tanh", 127.5f, 127.5f, ImageValueRange.ZeroTo255)]
    public void Values_are_recognised_by_the_function_that_ends_the_network(
        string function, float factor, float shift, ImageValueRange range)
    {
        OnnxBuilder builder = Pointwise(output: "c").Node(function, "c", "f").Floats("s", [1], factor).Floats("t", [1], shift)
            .Node("Mul", "s f", "m").Node("Add", "m t", "y").Output("y");
        using Model model = builder.Load();
        ImageNetworkForm form = ImageNetwork.Describe(model);
        Assert.Equal((range, range), (form.OutputRange, form.InputRange));
        Assert.Contains($"the network ends in a {(function == "Tanh" ? "hyperbolic tangent" : "sigmoid")}", form.OutputReason);
        Assert.Equal("assumed to be as the output", form.InputReason);
        double x = Photo.Pixels[7];
        x = range switch { ImageValueRange.ZeroToOne => x / 255, ImageValueRange.MinusOneToOne => x / 127.5 - 1, _ => x };
        double y = factor * (function == "Tanh" ? Math.Tanh(x) : 1 / (1 + Math.Exp(-x))) + shift;
        double level = range switch { ImageValueRange.ZeroToOne => 255 * y, ImageValueRange.MinusOneToOne => 127.5 * (y + 1), _ => y };
        Assert.InRange(ImageNetwork.Apply(model, Photo).Pixels[7] - Math.Round(level), -1, 1);
    }

    [Fact]
    public void A_clip_ends_a_network_of_bytes_and_the_order_of_channels_is_the_preprocessings()
    {
        OnnxBuilder builder = Pointwise(output: "c", matrix: [0, 0, 1, 0, 1, 0, 1, 0, 0], bias: 10)
            .Floats("low", []).Floats("high", []);
        builder.Proto.Graph.Initializer[^2].RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(0f));
        builder.Proto.Graph.Initializer[^1].RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(255f));
        using Model model = builder.Node("Clip", "c low high", "y").Output("y").Load();
        Assert.Equal(ImageValueRange.ZeroTo255, ImageNetwork.Describe(model).InputRange);
        RgbImage swapped = ImageNetwork.Apply(model, Photo);
        Assert.Equal(Math.Min(Photo.Pixels[2] + 10, 255), swapped.Pixels[0]);

        using Model bgr = Pointwise(output: "y", matrix: [1, 0, 0, 0, 1, 0, 0, 0, 0]).Output("y")
            .Load(new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Bgr } });
        ImageNetworkForm form = ImageNetwork.Describe(bgr);
        Assert.Equal((ImageValueRange.Preprocessing, ImageValueRange.ZeroTo255), (form.InputRange, form.OutputRange));
        RgbImage cyan = ImageNetwork.Apply(bgr, Photo);
        Assert.Equal((0, Photo.Pixels[1], Photo.Pixels[2]), (cyan.Pixels[0], cyan.Pixels[1], cyan.Pixels[2]));
    }

    [Fact]
    public void A_normalised_output_is_brought_back()
    {
        using Model model = Pointwise().Output("y").Load(new ModelOptions { Preprocessing = Preprocessing.ImageNet });
        ImageNetworkForm form = ImageNetwork.Describe(model);
        Assert.Equal((ImageValueRange.Preprocessing, ImageValueRange.Preprocessing), (form.InputRange, form.OutputRange));
        Equal(Photo, ImageNetwork.Apply(model, Photo), 0);
    }

    [Fact]
    public void Larger_smaller_and_gray_results()
    {
        using Model twice = Pointwise(output: "c").Floats("scales", [4], 1, 1, 2, 2)
            .Node("Resize", "c - scales", "y", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric")).Output("y").Load();
        Assert.Equal(2, ImageNetwork.Describe(twice).Scale);
        Equal(Photo.Enlarge(2), ImageNetwork.Apply(twice, Photo), 0);
        Equal(Photo.Enlarge(2), ImageNetwork.Apply(twice, Photo, new() { TileSize = 16, TileOverlap = 5 }), 0);

        using Model half = Pointwise(output: "c")
            .Node("AveragePool", "c", "y", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })).Output("y").Load();
        RgbImage small = ImageNetwork.Apply(half, Photo);
        Assert.Equal((0.5, 10, 15), (ImageNetwork.Describe(half).Scale, small.Height, small.Width));
        Equal(small, ImageNetwork.Apply(half, Photo, new() { TileSize = 16, TileOverlap = 3 }), 1);         // means end in .5
        Assert.Throws<ArgumentException>(() => ImageNetwork.Apply(half, Photo, new() { TileSize = 17 }));

        using Model gray = new OnnxBuilder().Input("x", -1, 3, -1, -1).Floats("w", [1, 3, 1, 1], 0, 1, 0)
            .Node("Conv", "x w", "y").Output("y").Load();
        RgbImage green = ImageNetwork.Apply(gray, Photo);
        Assert.Equal((1, Photo.Pixels[1], Photo.Pixels[1]), (ImageNetwork.Describe(gray).OutputChannels, green.Pixels[0], green.Pixels[2]));

        using Model mono = new OnnxBuilder().Input("x", -1, 1, -1, -1).Floats("w", [1, 1, 1, 1], 1)
            .Node("Conv", "x w", "y").Output("y").Load();
        RgbImage same = ImageNetwork.Apply(mono, Photo);
        Assert.Equal(same.Pixels[0], same.Pixels[1]);
    }

    [Fact]
    public void Channels_last_networks_run_as_they_are()
    {
        using Model model = new OnnxBuilder().Input("x", -1, -1, -1, 3).Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 }))
            .Floats("w", [3, 3, 1, 1], 1, 0, 0, 0, 1, 0, 0, 0, 1).Node("Conv", "t w", "c")
            .Node("Transpose", "c", "y", ("perm", new[] { 0, 2, 3, 1 })).Output("y").Load();
        Equal(Photo, ImageNetwork.Apply(model, Photo), 0);
        Equal(Photo, ImageNetwork.Apply(model, Photo, new() { TileSize = 16, TileOverlap = 4 }), 0);
    }

    /// <summary>Reflecting pads, strides, instance normalisation, a size computed from a shape: as PyTorch exports fast styles.</summary>
    [Theory]
    [InlineData(24, 36)]
    [InlineData(21, 30)]
    public void A_style_network_equals_ONNX_Runtime_at_any_size(int height, int width)
    {
        OnnxBuilder builder = StyleNetwork(-1, -1);
        using Model model = builder.Load();
        RgbImage photo = Random("style", height, width);
        ImageNetworkForm form = ImageNetwork.Describe(model);
        Assert.Equal((1.0, ImageValueRange.ZeroTo255, (ImageSize?)null), (form.Scale, form.OutputRange, form.StatedSize));
        RgbImage result = ImageNetwork.Apply(model, photo);
        Assert.Equal((height, width), (result.Height, result.Width));
        RgbImage even = NetInsight.Synthesis.Networks.ImageEdges.Extended(photo, (height + 1) / 2 * 2, (width + 1) / 2 * 2);
        Tensor peer = Peer.Run(builder.ToBytes(), new Preprocessing().ToTensor([even]));
        Equal(new Preprocessing().ToImage(peer).Crop(0, 0, height, width), result, 1);
    }

    [Fact]
    public void A_file_of_a_stated_size_runs_at_others_where_its_layers_do()
    {
        using Model stated = StyleNetwork(24, 36, resizes: false).Load(), open = StyleNetwork(-1, -1, resizes: false).Load();
        RgbImage photo = Random("style", 40, 28);
        Assert.Equal(new ImageSize(24, 36), ImageNetwork.Describe(stated).StatedSize);
        Assert.Contains("stated for 24 x 36", ImageNetwork.Describe(stated).ToString());
        Equal(ImageNetwork.Apply(open, photo), ImageNetwork.Apply(stated, photo), 0);

        using Model one = Pointwise(1, 16, 16, output: "c").Longs("flat", -1, 768).Longs("whole", -1, 3, 16, 16)
            .Node("Reshape", "c flat", "f").Node("Reshape", "f whole", "y").Output("y").Load();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ImageNetwork.Apply(one, Photo));
        Assert.Contains("made for 16 x 16", refused.Message);
        Equal(Photo, ImageNetwork.Apply(one, Photo, new() { TileSize = 16, TileOverlap = 4 }), 0);
        RgbImage little = Photo.Crop(0, 0, 9, 12);
        Equal(little, ImageNetwork.Apply(one, little, new() { TileSize = 16, TileOverlap = 4 }), 0);
    }

    /// <summary>A mean whose divisor the file computes from the size is not followed: other sizes would be wrong in silence.</summary>
    [Fact]
    public void A_file_that_computes_with_its_open_size_runs_at_the_size_it_was_read_for()
    {
        OnnxBuilder builder = Pointwise(output: "c").Longs("from", 2).Longs("to", 4)
            .Node("Shape", "c", "shape").Node("Slice", "shape from to", "sides").Node("ReduceProd", "sides", "count", ("keepdims", 0))
            .Node("Cast", "count", "real", ("to", 1)).Longs("axes", 2, 3).Node("ReduceSum", "c axes", "sum").Node("Div", "sum real", "mean")
            .Node("Add", "c mean", "y").Output("y");
        ImageNetworkOptions unit = new() { InputRange = ImageValueRange.ZeroToOne, OutputRange = ImageValueRange.ZeroToOne };
        using Model any = builder.Load(), sized = builder.Load(new ModelOptions { InputSize = new ImageSize(21, 30) });
        Tensor peer = Peer.Run(builder.ToBytes(), Preprocessing.UnitRange.ToTensor([Photo]));
        Equal(Preprocessing.UnitRange.ToImage(peer), ImageNetwork.Apply(sized, Photo, unit), 1);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ImageNetwork.Apply(any, Photo, unit));
        Assert.Contains("ModelOptions.InputSize", refused.Message);
    }

    /// <summary>At multiples of the stride a resizing to the input's own size looks like a factor of 4; at 21 x 30 it is none.</summary>
    [Fact]
    public void A_resizing_to_the_inputs_size_is_no_scale()
    {
        OnnxBuilder builder = Pointwise(output: "c").Longs("from", 2).Longs("to", 4).Longs("first", 0).Longs("second", 2)
            .Node("AveragePool", "c", "small", ("kernel_shape", new[] { 4, 4 }), ("strides", new[] { 4, 4 }))
            .Node("Shape", "x", "shape").Node("Slice", "shape from to", "sides").Node("Shape", "small", "own")
            .Node("Slice", "own first second", "batch").Node("Concat", "batch sides", "sizes", ("axis", 0))
            .Node("Resize", "small - - sizes", "y", ("mode", "linear")).Output("y");
        ImageNetworkOptions unit = new() { InputRange = ImageValueRange.ZeroToOne, OutputRange = ImageValueRange.ZeroToOne };
        using Model any = builder.Load(), sized = builder.Load(new ModelOptions { InputSize = new ImageSize(21, 30) });
        RgbImage expected = Preprocessing.UnitRange.ToImage(Peer.Run(builder.ToBytes(), Preprocessing.UnitRange.ToTensor([Photo])));
        Assert.Equal((21, 30), (expected.Height, expected.Width));
        Equal(expected, ImageNetwork.Apply(sized, Photo, unit), 1);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ImageNetwork.Apply(any, Photo, unit));
        Assert.Contains("ModelOptions.InputSize", refused.Message);
    }

    [Fact]
    public void Tiles_differ_from_the_whole_only_near_their_edges()
    {
        using Model model = new OnnxBuilder().Input("x", -1, 3, -1, -1).Constant("w", 3, 3, 3, 3)
            .Node("Conv", "x w", "y", ("pads", new[] { 1, 1, 1, 1 })).Output("y").Load();
        ImageNetworkOptions options = new() { InputRange = ImageValueRange.ZeroToOne, OutputRange = ImageValueRange.MinusOneToOne };
        RgbImage large = Random("large", 61, 83), whole = ImageNetwork.Apply(model, large, options);
        List<Progress> reports = [];
        RgbImage tiled = ImageNetwork.Apply(
            model, large, options with { TileSize = 32, TileOverlap = 12 }, new Reports(reports.Add));
        Assert.Equal((61, 83, 12, 12), (tiled.Height, tiled.Width, reports[^1].Done, reports[^1].Total));
        int far = 0;
        for (int at = 0; at < whole.Pixels.Length; at++)
            far += Math.Abs(whole.Pixels[at] - tiled.Pixels[at]) > 1 ? 1 : 0;
        Assert.InRange(far, 0, whole.Pixels.Length / 10);
        Equal(whole.Crop(0, 0, 15, 15), tiled.Crop(0, 0, 15, 15), 1);
    }

    [Fact]
    public void What_is_no_image_network_is_refused()
    {
        using Model classifier = SmallNetworks.Color(8, 8);
        Assert.Contains("is no image-to-image network: its output 'fc' has shape 1x5", Refused(classifier));
        using Model maps = new OnnxBuilder().Input("x", -1, 3, -1, -1).Constant("w", 21, 3, 1, 1)
            .Node("Conv", "x w", "y").Output("y").Load();
        Assert.Contains("1x21x224x224", Refused(maps));
        using Model classes = Pointwise(output: "c").Node("Softmax", "c", "y", ("axis", 1)).Output("y").Load();
        Assert.Contains("scores of classes", Refused(classes));
        using Model pooled = Pointwise(output: "c").Node("GlobalAveragePool", "c", "y").Output("y").Load();
        Assert.Contains("1x3x1x1", Refused(pooled));
        using Model coarse = new OnnxBuilder().Input("x", -1, 3, -1, -1).Constant("w", 3, 3, 8, 8)
            .Node("Conv", "x w", "y", ("strides", new[] { 8, 8 })).Output("y").Load();
        Assert.Contains("28 x 28 of 224 x 224", Refused(coarse));
        using Model six = new OnnxBuilder().Input("x", -1, 6, -1, -1).Constant("w", 3, 6, 1, 1)
            .Node("Conv", "x w", "y").Output("y").Load();
        Assert.Contains("images of 1 or 3 channels are expected", Refused(six));
        using Model endless = Pointwise(1e38f).Output("y").Load();
        ImageNetworkOptions bytes = new() { InputRange = ImageValueRange.ZeroTo255, OutputRange = ImageValueRange.ZeroTo255 };
        Assert.Contains("holds", Assert.Throws<InvalidOperationException>(() => ImageNetwork.Apply(endless, Photo, bytes)).Message);
        using Model good = Pointwise().Output("y").Load();
        Assert.Throws<ArgumentNullException>(() => ImageNetwork.Apply(good, null!));
        Assert.Throws<ArgumentNullException>(() => ImageNetwork.Describe(null!));
        Assert.Throws<ArgumentException>(() => ImageNetwork.Apply(good, Photo, new() { TileSize = 16, TileOverlap = 16 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageNetworkOptions { TileSize = 8 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageNetworkOptions { TileOverlap = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageNetworkOptions { InputRange = (ImageValueRange)9 });
        Assert.ThrowsAny<OperationCanceledException>(() => ImageNetwork.Apply(good, Photo, cancellationToken: new CancellationToken(true)));

        static string Refused(Model model) => Assert.Throws<InvalidOperationException>(() => ImageNetwork.Apply(model, Photo)).Message;
    }

    [Fact]
    public void An_image_beyond_the_limits_is_refused_with_a_way_out()
    {
        LoadLimits limits = LoadLimits.Default with { ActivationElements = 200_000 };
        using Model model = Pointwise().Output("y").Load(new ModelOptions { Limits = limits });
        RgbImage large = Random("limit", 300, 300);
        ImageNetworkOptions unit = new() { InputRange = ImageValueRange.ZeroToOne, OutputRange = ImageValueRange.ZeroToOne };
        ResourceLimitException refused = Assert.Throws<ResourceLimitException>(() => ImageNetwork.Apply(model, large, unit));
        Assert.Contains("TileSize", refused.Message);
        Equal(large, ImageNetwork.Apply(model, large, unit with { TileSize = 100, TileOverlap = 8 }), 0);
    }

    private static OnnxBuilder StyleNetwork(int height, int width, bool resizes = true)
    {
        OnnxBuilder builder = new OnnxBuilder().Input("x", 1, 3, height, width).Longs("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .Constant("w1", 6, 3, 3, 3).Constant("w2", 6, 6, 3, 3).Constant("w3", 3, 6, 3, 3).Constant("s", 6).Constant("b", 6)
            .Floats("shift", [1], 120).Floats("factor", [1], 20)
            .Node("Pad", "x pads", "p1", ("mode", "reflect")).Node("Conv", "p1 w1", "c1", ("strides", new[] { 2, 2 }))
            .Node("InstanceNormalization", "c1 s b", "n1").Node("Relu", "n1", "r1")
            .Node("Pad", "r1 pads", "p2", ("mode", "reflect")).Node("Conv", "p2 w2", "c2").Node("InstanceNormalization", "c2 s b", "n2")
            .Node("Add", "n2 r1", "sum");
        if (resizes)
        {
            builder.Longs("start", 2).Longs("end", 4).Longs("two", 2, 2).Longs("first", 0).Longs("second", 2)
                .Node("Shape", "sum", "shape").Node("Slice", "shape start end", "sides").Node("Mul", "sides two", "larger")
                .Node("Slice", "shape first second", "batch").Node("Concat", "batch larger", "sizes", ("axis", 0))
                .Node("Resize", "sum - - sizes", "up", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"));
        }
        else
        {
            builder.Floats("scales", [4], 1, 1, 2, 2)
                .Node("Resize", "sum - scales", "up", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"));
        }

        return builder.Node("Pad", "up pads", "p3", ("mode", "reflect")).Node("Conv", "p3 w3", "c3").Node("Mul", "c3 factor", "m")
            .Node("Add", "m shift", "y").Output("y");
    }

    private static RgbImage Random(string name, int height, int width) =>
        Preprocessing.UnitRange.ToImage(HashFill.Uniform(name, new Shape(1, 3, height, width), 0, 1));

    private static void Equal(RgbImage expected, RgbImage actual, int tolerance)
    {
        Assert.Equal((expected.Height, expected.Width), (actual.Height, actual.Width));
        for (int at = 0; at < expected.Pixels.Length; at++)
            Assert.InRange(actual.Pixels[at] - expected.Pixels[at], -tolerance, tolerance);
    }

    private sealed class Reports(Action<Progress> add) : IProgress<Progress>
    {
        public void Report(Progress value) => add(value);
    }
}
