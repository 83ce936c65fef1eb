using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>The forms in which one small classifier may lie in a file: what they compute, and that techniques take them.</summary>
public sealed class OnnxFormsTests
{
    private static readonly Tensor Two = HashFill.Uniform("image", new Shape(2, 3, 12, 10), 0, 1);

    internal static OnnxBuilder File(params long[] input) => new OnnxBuilder().Input("x", input).Output("y");

    /// <summary>Convolution, ReLU, a feature map 'a' of 4 channels.</summary>
    internal static OnnxBuilder Convolved(OnnxBuilder model, string from = "x", int channels = 3) => model
        .Constant("cw", 4, channels, 3, 3).Constant("cb", 4)
        .Node("Conv", $"{from} cw cb", "c", ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 })).Node("Relu", "c", "a");

    /// <summary>Global average, matrix product, softmax.</summary>
    internal static OnnxBuilder Classified(OnnxBuilder model, string from = "a") => model
        .Constant("fw", 5, 4).Constant("fb", 5)
        .Node("GlobalAveragePool", from, "p").Node("Flatten", "p", "f").Node("Gemm", "f fw fb", "g", ("transB", 1))
        .Node("Softmax", "g", "y", ("axis", 1));

    private static OnnxBuilder Plain(params long[] input) => Classified(Convolved(File(input)));

    private static Tensor Expected(Tensor input)
    {
        using Model model = Plain(-1, 3, 12, 10).Load();
        return model.Forward(input);
    }

    private static void Same(OnnxBuilder file, ModelOptions? options = null, int batches = 2)
    {
        using Model model = file.Load(options);
        Near.Relative(Expected(Two), model.Forward(Two), 1e-6);
        Assert.Equal(new Shape(1, 3, 12, 10), model.InputShape);
        Assert.Equal(5, model.ClassCount);
        Assert.Equal(batches == 1, model.Graph.Inputs[0].Dimensions[0] is not null);
    }

    private static OnnxBuilder Nhwc(params long[] input) =>
        Classified(Convolved(File(input).Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 })), "t"));

    [Fact]
    public void Nhwc_inputs_are_absorbed()
    {
        Same(Nhwc(-1, 12, 10, 3));
        Same(Nhwc(1, 12, 10, 3), batches: 1);
        Same(Nhwc(-1, 12, 10, 3), new ModelOptions { Layout = InputLayout.Nhwc });
        Assert.DoesNotContain(Nhwc(-1, 12, 10, 3).Load().Layers, layer => layer.Operator == "Transpose");
    }

    /// <summary>
    /// Shapes while it is read are those of a few images: for 224 these feature maps would be larger than a tensor can be.
    /// </summary>
    [Fact]
    public void Nhwc_inputs_of_large_feature_maps_are_absorbed_too()
    {
        using Model model = Nhwc(-1, 1600, 1600, 3).Load();
        Assert.Equal(new Shape(1, 3, 1600, 1600), model.InputShape);
        Assert.DoesNotContain(model.Layers, layer => layer.Operator == "Transpose");
    }

    /// <summary>What a file computes from its size, without a change of shape, must not be that of another size.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_open_size_computes_at_every_size_what_a_fixed_one_does(bool clips)
    {
        foreach (int size in new[] { 25, 89 })
        {
            using Model open = Network(-1, clips).Load(new ModelOptions { InputSize = new ImageSize(25, 25) });
            using Model closed = Network(size, clips).Load();
            Tensor x = HashFill.Uniform("x", new Shape(1, 3, size, size), 0, 60);
            try
            {
                Tensor y = open.Forward(x);
                Near.Relative(closed.Forward(x), y, 1e-6);
            }
            catch (ArgumentException) when (size != 25)
            {
                // One size only, said clearly, is right too.
            }
        }

        static OnnxBuilder Network(int size, bool clips)
        {
            OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3, size, size).Output("y");
            return clips
                ? model.Node("Shape", "x", "s").Longs("i", 3).Node("Gather", "s i", "w").Node("Squeeze", "w", "v")
                    .Node("Cast", "v", "m", ("to", 1)).Node("Clip", "x - m", "y")
                : model.Constant("k", 2, 3, 4, 4)
                    .Node("Conv", "x k", "y", ("strides", new[] { 3, 3 }), ("auto_pad", "SAME_LOWER"));
        }
    }

    [Fact]
    public void An_output_in_the_order_of_the_file_is_computed_in_it()
    {
        using Model model = new OnnxBuilder().Input("x", -1, 12, 10, 3).Output("y").Node("Abs", "x", "y")
            .Load(new ModelOptions { Layout = InputLayout.Nhwc });
        Tensor y = model.Forward(Two);
        Assert.Equal(new Shape(2, 12, 10, 3), y.Shape);
        Assert.Equal(Two.AsSpan()[120 * 2 + 15], y.AsSpan()[15 * 3 + 2]);
    }

    [Fact]
    public void Elementwise_preprocessing_before_the_transpose_is_absorbed_too()
    {
        OnnxBuilder before = File(-1, 12, 10, 3).Floats("m", [3], 0.1f, 0.2f, 0.3f).Floats("s", [], 2)
            .Node("Sub", "x m", "d").Node("Mul", "d s", "e").Node("Transpose", "e", "t", ("perm", new[] { 0, 3, 1, 2 }));
        OnnxBuilder after = File(-1, 3, 12, 10).Floats("m", [1, 3, 1, 1], 0.1f, 0.2f, 0.3f).Floats("s", [], 2)
            .Node("Sub", "x m", "d").Node("Mul", "d s", "t");
        using Model nhwc = Classified(Convolved(before, "t")).Load(), nchw = Classified(Convolved(after, "t")).Load();
        Assert.Equal(nchw.Forward(Two).AsSpan(), nhwc.Forward(Two).AsSpan());
        Assert.Equal(nchw.Layers.Select(layer => layer.OutputShape), nhwc.Layers.Select(layer => layer.OutputShape));
    }

    [Fact]
    public void Gray_nhwc_images_are_reshaped_and_fixed_batches_transposed()
    {
        OnnxBuilder gray = File(-1, 12, 10, 1).Longs("r", -1, 1, 12, 10).Node("Reshape", "x r", "t");
        OnnxBuilder four = File(4, 12, 10, 3).Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 }))
            .Longs("r", 4, 4, 12, 10).Node("Reshape", "a r", "b");
        using Model one = Classified(Convolved(gray, "t", 1)).Load(), fixedBatch = Classified(Convolved(four, "t"), "b").Load();
        Assert.Equal(new Shape(1, 1, 12, 10), one.InputShape);
        Assert.DoesNotContain(one.Layers, layer => layer.Operator is "Transpose" or "Reshape");
        Assert.DoesNotContain(fixedBatch.Layers, layer => layer.Operator == "Transpose");
        foreach (Model model in new[] { one, fixedBatch })
            Assert.Equal("3 x 3, stride 1, from (-1, -1)", model.ReceptiveFieldOf("c").ToString());
        Near.Relative(Expected(Two), fixedBatch.Forward(Two), 1e-6);
    }

    [Fact]
    public void A_node_that_needs_nhwc_gets_it()
    {
        // The mean over channels, which are last in the file.
        OnnxBuilder model = File(-1, 12, 10, 3).Node("ReduceMean", "x", "m", ("axes", new[] { 3 }), ("keepdims", 1))
            .Node("Sub", "x m", "d").Node("Transpose", "d", "t", ("perm", new[] { 0, 3, 1, 2 }));
        OnnxBuilder same = File(-1, 3, 12, 10).Node("ReduceMean", "x", "m", ("axes", new[] { 1 }), ("keepdims", 1)).Node("Sub", "x m", "t");
        using Model nhwc = Classified(Convolved(model, "t")).Load(new ModelOptions { Layout = InputLayout.Nhwc });
        using Model nchw = Classified(Convolved(same, "t")).Load();
        Near.Relative(nchw.Forward(Two), nhwc.Forward(Two), 1e-6);
    }

    [Fact]
    public void Images_without_a_batch_get_one()
    {
        OnnxBuilder hwc = File(12, 10, 3).Longs("zero", 0).Node("Transpose", "x", "s", ("perm", new[] { 2, 0, 1 }))
            .Node("Unsqueeze", "s zero", "t");
        OnnxBuilder unsqueezed = File(12, 10, 3).Longs("zero", 0).Node("Unsqueeze", "x zero", "s")
            .Node("Transpose", "s", "t", ("perm", new[] { 0, 3, 1, 2 }));
        OnnxBuilder chw = File(3, 12, 10).Longs("zero", 0).Node("Unsqueeze", "x zero", "t");
        foreach (OnnxBuilder file in new[] { hwc, unsqueezed, chw })
        {
            Same(Classified(Convolved(file, "t")), batches: 1);
            using Model model = file.Load();
            Assert.Equal("3 x 3, stride 1, from (-1, -1)", model.ReceptiveFieldOf("c").ToString());
        }
    }

    [Fact]
    public void Techniques_take_an_nhwc_network_as_its_nchw_twin()
    {
        using Model nhwc = Nhwc(-1, 12, 10, 3).Load(), nchw = Plain(-1, 3, 12, 10).Load();
        RgbImage image = nchw.Preprocessing.ToImage(HashFill.Uniform("photo", new Shape(1, 3, 12, 10), -2, 2));
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(nchw.Classify(image, cancellationToken: token), nhwc.Classify(image, cancellationToken: token));
        OcclusionMap expected = Occlusion.Compute(nchw, image, cancellationToken: token);
        OcclusionMap actual = Occlusion.Compute(nhwc, image, cancellationToken: token);
        Assert.Equal((12, 10), (actual.Height, actual.Width));
        Assert.Equal(expected.BaseLogit(0), actual.BaseLogit(0));
        Assert.Equal(nchw.ReceptiveFieldOf("c"), nhwc.ReceptiveFieldOf("c"));
        Assert.True(FilterSourceReadsImage(nhwc));
        Tensor features = Features.Compute(nhwc, [image], "p", cancellationToken: token).Values;
        Assert.Equal(Features.Compute(nchw, [image], "p", cancellationToken: token).Values.AsSpan(), features.AsSpan());
        Assert.Single(Activations.Compute(nhwc, image, ["a"], cancellationToken: token));

        static bool FilterSourceReadsImage(Model model) => NetInsight.Inspection.FilterSource.Of(model, "c").ReadsImage;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(16)]
    public void Inputs_of_other_types_are_taken_as_floats(int type)
    {
        OnnxBuilder model = Classified(Convolved(File(-1, 3, 12, 10).Node("Cast", "x", "t", ("to", 1)), "t"));
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = type;
        Same(model);
    }

    [Fact]
    public void One_channel_is_gray_and_four_need_tensors()
    {
        using Model gray = Classified(Convolved(File(-1, 1, 12, 10), channels: 1)).Load();
        Assert.Equal(ChannelOrder.Gray, gray.Preprocessing.Channels);
        Assert.Equal(5, gray.Classify(RgbImage.Solid(9, 9, RgbColor.Gray)).Count);
        using Model four = Classified(Convolved(File(-1, 4, 12, 10), channels: 4)).Load();
        Assert.Contains(
            "prepare a tensor", Assert.Throws<InvalidOperationException>(() => four.Fit(RgbImage.Solid(9, 9, RgbColor.Gray))).Message);
        Assert.Equal(new Shape(1, 5), four.Forward(new Tensor(new Shape(1, 4, 12, 10))).Shape);
    }

    [Fact]
    public void Batch_sizes_written_into_a_file_are_followed()
    {
        OnnxBuilder Sized(long batch) => Classified(Convolved(File(batch, 3, 12, 10)), "b").Longs("i0", 0).Longs("two", 2)
            .Longs("tail", 2, 12, 10).Longs("back", 4, 12, 10);
        OnnxBuilder folded = Sized(-1).Node("Shape", "a", "s").Node("Gather", "s i0", "n", ("axis", 0)).Node("Mul", "n two", "n2")
            .Node("Concat", "n2 tail", "r", ("axis", 0)).Node("Reshape", "a r", "w").Node("Concat", "n back", "q", ("axis", 0))
            .Node("Reshape", "w q", "b");
        Same(folded);
        Same(Sized(-1).Longs("r", 1, 4, 12, 10).Node("Reshape", "a r", "b"), batches: 1);
        OnnxBuilder merged = Sized(-1).Longs("r", 1, -1, 12, 10).Longs("s", 1, 4, -1, 10);
        Same(merged.Node("Reshape", "a r", "u").Node("Reshape", "u s", "b"), batches: 1);
        Same(Sized(4).Node("Identity", "a", "b"));
        Same(Sized(4).Longs("r", 4, 4, 12, 10).Node("Reshape", "a r", "b"), batches: 1);
    }

    [Fact]
    public void A_fixed_batch_runs_each_image_alone_with_every_technique()
    {
        OnnxBuilder file = Classified(Convolved(File(4, 3, 12, 10)), "b").Longs("r", 4, 4, 12, 10).Node("Reshape", "a r", "b");
        using Model model = file.Load(), plain = Plain(-1, 3, 12, 10).Load();
        RgbImage image = plain.Preprocessing.ToImage(HashFill.Uniform("photo", new Shape(1, 3, 12, 10), -2, 2));
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(new Shape(2, 4, 12, 10), model.Run(Two, ["a"], cancellationToken: token)["a"].Shape);
        OcclusionMap expected = Occlusion.Compute(plain, image, cancellationToken: token);
        OcclusionMap actual = Occlusion.Compute(model, image, cancellationToken: token);
        Assert.Equal(expected.Target.Target, actual.Target.Target);
        Assert.InRange(actual.BaseLogit(0) - expected.BaseLogit(0), -1e-5, 1e-5);
    }

    [Fact]
    public void A_class_token_is_repeated_for_each_image()
    {
        OnnxBuilder file = Convolved(File(-1, 3, 12, 10)).Longs("i0", 0).Longs("tail", 1, 4).Constant("cls", 1, 1, 4).Longs("r", 0, 4, -1)
            .Constant("fw", 5, 4).Constant("fb", 5).Node("Reshape", "a r", "p").Node("Transpose", "p", "q", ("perm", new[] { 0, 2, 1 }))
            .Node("Shape", "x", "s").Node("Gather", "s i0", "n", ("axis", 0)).Node("Concat", "n tail", "es", ("axis", 0))
            .Node("Expand", "cls es", "e").Node("Concat", "e q", "z", ("axis", 1))
            .Node("ReduceMean", "z", "m", ("axes", new[] { 1 }), ("keepdims", 0))
            .Node("Gemm", "m fw fb", "y", ("transB", 1));
        using Model model = file.Load();
        Assert.Null(model.Graph.Inputs[0].Dimensions[0]);
        Tensor both = model.Forward(Two), first = model.Forward(new Tensor(new Shape(1, 3, 12, 10), Two.AsSpan()[..360]));
        Near.Relative(first, new Tensor(new Shape(1, 5), both.AsSpan()[..5]), 1e-6);
    }

    [Fact]
    public void Open_sizes_take_the_size_of_the_options_and_run_at_others()
    {
        using Model model = Plain(-1, 3, -1, -1).Load(new ModelOptions { InputSize = new ImageSize(12, 10) });
        Assert.Equal(new Shape(1, 3, 12, 10), model.InputShape);
        Near.Relative(Expected(Two), model.Forward(Two), 1e-6);
        Assert.Equal(new Shape(1, 5), model.Forward(new Tensor(new Shape(1, 3, 24, 20))).Shape);
        using Model standard = Plain(-1, 3, -1, -1).Load();
        Assert.Equal(new Shape(1, 3, 224, 224), standard.InputShape);
        Assert.Contains("stride 1", standard.ReceptiveFieldOf("c").ToString());
    }

    [Fact]
    public void A_size_that_layers_contradict_is_refused_when_the_file_is_read()
    {
        OnnxBuilder Dense() => Convolved(File(-1, 3, -1, -1)).Constant("dw", 5, 480).Constant("db", 5).Node("Flatten", "a", "f")
            .Node("Gemm", "f dw db", "y", ("transB", 1));
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => Dense().Load());
        Assert.Contains("'y' (Gemm)", refusal.Message);
        Assert.Contains("224 x 224", refusal.Message);
        Assert.Contains("ModelOptions.InputSize", refusal.Message);
        using Model model = Dense().Load(new ModelOptions { InputSize = new ImageSize(12, 10) });
        Assert.Equal(new Shape(2, 5), model.Forward(Two).Shape);
        Assert.Throws<ArgumentException>(() => model.Forward(new Tensor(new Shape(1, 3, 24, 20))));
        Assert.Contains("another size", Assert.Throws<ModelFormatException>(
            () => Plain(-1, 3, 12, 10).Load(new ModelOptions { InputSize = new ImageSize(8, 8) })).Message);
    }

    [Fact]
    public void Other_inputs_are_given_by_the_options()
    {
        OnnxBuilder Gated() => Classified(
            Convolved(File(-1, 3, 12, 10).Input("gate", -1, 4, 1, 1).Input("unused", -1, 7)), "b").Node("Mul", "a gate", "b");
        string message = Assert.Throws<ModelFormatException>(() => Gated().Load()).Message;
        Assert.Contains("'gate'", message);
        Assert.Contains("ModelOptions.Inputs", message);
        Tensor ones = new(new Shape(1, 4, 1, 1), [1, 1, 1, 1]);
        Same(Gated(), new ModelOptions { Inputs = new Dictionary<string, Tensor> { ["gate"] = ones } });
        Assert.Contains("names 'gat', but the network's inputs are", Assert.Throws<ModelFormatException>(() => Gated().Load(new ModelOptions
        {
            Inputs = new Dictionary<string, Tensor> { ["gat"] = new Tensor(new Shape(1, 4, 1, 1)) },
        })).Message);
        Assert.Contains("do not fit", Assert.Throws<ModelFormatException>(() => Gated().Load(new ModelOptions
        {
            Inputs = new Dictionary<string, Tensor> { ["gate"] = new Tensor(new Shape(1, 3, 1, 1)) },
        })).Message);
    }

    [Fact]
    public void Functions_are_expanded_with_their_attributes()
    {
        OnnxBuilder file = Classified(Convolved(File(-1, 3, 12, 10)), "b").Node("Twice", "a", "b", ("slope", 1f));
        file.Proto.Graph.Node[^1].Domain = "own";
        NodeProto leaky = new() { OpType = "LeakyRelu", Input = { "X" }, Output = { "T" } };
        leaky.Attribute.Add(new AttributeProto { Name = "alpha", RefAttrName = "slope", Type = AttributeProto.Types.AttributeType.Float });
        FunctionProto once = new()
        {
            Name = "Once",
            Domain = "own",
            Input = { "X" },
            Output = { "T" },
            Attribute = { "slope" },
            Node = { leaky },
        };
        NodeProto Call(string from, string to) => new()
        {
            OpType = "Once",
            Domain = "own",
            Input = { from },
            Output = { to },
            Attribute = { new AttributeProto { Name = "slope", RefAttrName = "slope", Type = AttributeProto.Types.AttributeType.Float } },
        };
        FunctionProto twice = new()
        {
            Name = "Twice",
            Domain = "own",
            Input = { "X" },
            Output = { "Z" },
            Attribute = { "slope" },
            Node = { Call("X", "Y"), Call("Y", "Z") },
        };
        file.Proto.Functions.Add([once, twice]);
        Same(file);
        twice.Node[0].OpType = "Twice";
        Assert.Contains("deep", Assert.Throws<ModelFormatException>(() => file.Load()).Message);
    }

    [Fact]
    public void The_taken_branch_of_an_if_is_expanded()
    {
        OnnxBuilder file = Classified(Convolved(File(-1, 3, 12, 10)), "b").Longs("i1", 1).Node("Shape", "a", "s")
            .Node("Gather", "s i1", "n", ("axis", 0)).Node("Cast", "n", "condition", ("to", 9)).Node("If", "condition", "b");
        AttributeProto Branch(string name, NodeProto node) => new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = new GraphProto { Node = { node }, Output = { new ValueInfoProto { Name = "inner" } } },
        };
        file.Proto.Graph.Node[^1].Attribute.Add(
            Branch("then_branch", new NodeProto { OpType = "Identity", Input = { "a" }, Output = { "inner" } }));
        file.Proto.Graph.Node[^1].Attribute.Add(
            Branch("else_branch", new NodeProto { OpType = "Loop", Input = { "a" }, Output = { "inner" } }));
        Same(file);
    }

    [Fact]
    public void Nodes_that_no_output_needs_do_not_matter()
    {
        Same(Plain(-1, 3, 12, 10).Node("NonMaxSuppression", "a", "boxes").Longs("r", 7, 7).Node("Reshape", "a r", "never"));
    }

    [Fact]
    public void The_last_of_several_opsets_counts()
    {
        OnnxBuilder file = Plain(-1, 3, 12, 10);
        file.Proto.OpsetImport.Insert(0, new OperatorSetIdProto { Domain = "", Version = 9 });
        Same(file);
    }

    [Fact]
    public void Graphs_that_differ_in_more_than_sizes_are_not_joined()
    {
        Graph two = Plain(2, 3, 12, 10).Read().Graph, three = Plain(3, 3, 12, 10).Read().Graph;
        SizedGraph a = new(two, [new Shape(2, 3, 12, 10)]), b = new(three, [new Shape(3, 3, 12, 10)]);
        Assert.NotNull(GraphJoin.Of([a, b]));
        Graph other = Classified(Convolved(File(3, 3, 12, 10)), "b").Node("Relu", "a", "b").Read().Graph;
        Assert.Null(GraphJoin.Of([a, new SizedGraph(other, [new Shape(3, 3, 12, 10)])]));
    }
}
