using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Models.Statements;

/// <summary>Networks that begin with their own normalisation get values that are not normalised yet.</summary>
public sealed class InputNormalizationTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Std = [0.229f, 0.224f, 0.225f];

    /// <summary>Beginnings, each with the values that the network takes: 255, 1 or -1 for -1 to 1; 0 where they do not follow.</summary>
    private static readonly Dictionary<string, (Func<OnnxBuilder, string> Before, int Range)> Beginnings = new()
    {
        ["x / 255"] = (net => Op(net, "Div", 255), 255),
        ["x / 256"] = (net => Op(net, "Div", 256), 255),
        ["x * (1 / 255)"] = (net => Op(net, "Mul", 1 / 255f), 255),
        ["x / 127.5 - 1"] = (net => Op(net, "Sub", 1, Op(net, "Div", 127.5f)), 255),
        ["(x - 127.5) / 127.5"] = (net => Op(net, "Div", 127.5f, Op(net, "Sub", 127.5f)), 255),
        ["(x - 128) / 128"] = (net => Op(net, "Mul", 1 / 128f, Op(net, "Add", -128)), 255),
        ["x * 2 - 1"] = (net => Op(net, "Sub", 1, Op(net, "Mul", 2)), 1),
        ["(x - 0.5) / 0.5"] = (net => Op(net, "Div", 0.5f, Op(net, "Sub", 0.5f)), 1),
        ["x - 0.5"] = (net => Op(net, "Sub", 0.5f), 1),
        ["x * 255"] = (net => Op(net, "Mul", 255), 1),
        ["ImageNet of 0 to 1"] = (net => PerChannel(net, "Div", Std, PerChannel(net, "Sub", Mean)), 1),
        ["ImageNet of 0 to 255"] = (net => PerChannel(net, "Div", Std, PerChannel(net, "Sub", Mean, Op(net, "Div", 255))), 255),
        ["Caffe of 0 to 1"] = (net => PerChannel(net, "Sub", [103.94f, 116.78f, 123.68f], Op(net, "Mul", 255)), 1),
        ["Caffe"] = (net => PerChannel(net, "Sub", [103.94f, 116.78f, 123.68f]), 255),
        ["mean image"] = (net =>
        {
            float[] image = [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => 100f + i % 50)];
            net.Floats("image", [1, 3, 64, 64], image).Node("Sub", "x image", "d");
            return "d";
        }, 255),
        ["ImageNet of 0 to 1, positions in one dimension"] = (net =>
        {
            net.Longs("joined", 0, 3, -1).Longs("apart", 0, 3, 64, 64).Floats("m", [1, 3, 1], Mean).Floats("s", [1, 3, 1], Std)
                .Node("Reshape", "x joined", "flat").Node("Sub", "flat m", "d").Node("Div", "d s", "e").Node("Reshape", "e apart", "image");
            return "image";
        }, 1),
        ["MNIST"] = (net => Op(net, "Div", 0.3081f, Op(net, "Sub", 0.1307f)), 1),
        ["(x + 1) * 127.5"] = (net => Op(net, "Mul", 127.5f, Op(net, "Add", 1)), -1),
        ["(x + 1) / 2"] = (net => Op(net, "Div", 2, Op(net, "Add", 1)), -1),
        ["depthwise convolution"] = (net =>
            Conv(net, [3, 1, 1, 1], [1 / 58.4f, 1 / 57.1f, 1 / 57.4f], [-2.118f, -2.036f, -1.804f], 3), 255),
        ["full convolution"] = (net =>
            Conv(net, [3, 3, 1, 1], [1 / 255f, 0, 0, 0, 1 / 255f, 0, 0, 0, 1 / 255f], [0, 0, 0], 1), 255),
        ["batch normalisation of 0 to 1"] = (net => BatchNormalization(net, [0.48f, 0.45f, 0.4f], [0.06f, 0.05f, 0.05f]), 1),
        ["batch normalisation of 0 to 255"] = (net => BatchNormalization(net, [123, 116, 103], [3000, 3200, 3400]), 255),
        ["batch normalisation of normalised images"] = (net => BatchNormalization(net, [0.02f, -0.01f, 0], [1.1f, 1, 0.9f]), 0),
        ["quantisation of 0 to 1"] = (net => Quantize(net, 1 / 255f), 1),
        ["quantisation of 0 to 255"] = (net => Quantize(net, 1), 255),
        ["quantisation of normalised images"] = (net => Quantize(net, 0.0186f), 0),
        ["nothing"] = (_ => "x", 0),
        ["x * 0.3"] = (net => Op(net, "Mul", 0.3f), 0),
        ["1 - x"] = (net =>
        {
            net.Floats("one", [], 1).Node("Sub", "one x", "inverse");
            return "inverse";
        }, 0),
        ["torchvision's transform_input"] = (net => PerChannel(
            net, "Add", [-0.03f, -0.088f, -0.188f], PerChannel(net, "Mul", [0.458f, 0.448f, 0.45f])), 0),
    };

    public static TheoryData<string> Names => [.. Beginnings.Keys];

    private static string Op(OnnxBuilder net, string type, float value, string input = "x") => PerChannel(net, type, [value], input);

    private static string PerChannel(OnnxBuilder net, string type, float[] values, string input = "x")
    {
        string name = $"{type}{net.Proto.Graph.Node.Count}";
        net.Floats($"{name}k", values.Length == 1 ? [] : [1, 3, 1, 1], values).Node(type, $"{input} {name}k", name);
        return name;
    }

    private static string Quantize(OnnxBuilder net, float scale)
    {
        net.Floats("step", [], scale).Node("QuantizeLinear", "x step", "q").Node("DequantizeLinear", "q step", "dq");
        return "dq";
    }

    private static string Conv(OnnxBuilder net, long[] shape, float[] weights, float[] bias, long groups)
    {
        net.Floats("nw", shape, weights).Floats("nb", [3], bias).Node("Conv", "x nw nb", "norm", ("group", groups));
        return "norm";
    }

    private static string BatchNormalization(OnnxBuilder net, float[] mean, float[] variance)
    {
        net.Floats("gain", [3], 1.3f, 0.7f, 1).Floats("shift", [3], 0, 1, -1).Floats("mean", [3], mean).Floats("var", [3], variance)
            .Node("BatchNormalization", "x gain shift mean var", "bn");
        return "bn";
    }

    private static (Preprocessing Preprocessing, PreprocessingSource Source) Load(
        Func<OnnxBuilder, string> before, ModelOptions? options = null)
    {
        using Model model = ModelFolder.Classifier(before).Load(options);
        return (model.Preprocessing, model.PreprocessingSource);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_network_gets_the_values_it_normalises(string name)
    {
        (Func<OnnxBuilder, string> before, int range) = Beginnings[name];
        (Preprocessing preprocessing, PreprocessingSource source) = Load(before);
        Assert.Equal(range == 0 ? PreprocessingSourceKind.Guess : PreprocessingSourceKind.Network, source.Kind);
        if (range == 0)
        {
            Assert.Equal(Preprocessing.ImageNet, preprocessing);
            return;
        }

        Near.Absolute([range < 0 ? -1 : 0], preprocessing.ToInput(RgbColor.Black).AsSpan()[..1], 1e-6);
        Near.Absolute([Math.Abs(range)], preprocessing.ToInput(RgbColor.White).AsSpan()[..1], 1e-4);
        Assert.Equal(256, preprocessing.ShortSide);
        Assert.Equal(name.StartsWith("Caffe", StringComparison.Ordinal) ? ChannelOrder.Bgr : ChannelOrder.Rgb, preprocessing.Channels);
    }

    [Fact]
    public void What_does_not_fit_is_said() => Assert.Contains("fits images neither", Load(net => Op(net, "Mul", 0.3f)).Source.Reason);

    /// <summary>RGB images whose channels the network swaps before it subtracts Caffe's mean.</summary>
    [Theory]
    [InlineData("Gather")]
    [InlineData("Slice")]
    [InlineData("Conv")]
    public void Channels_swapped_in_the_network(string type)
    {
        (Preprocessing preprocessing, PreprocessingSource source) = Load(net =>
        {
            if (type == "Gather")
                net.Longs("i", 2, 1, 0).Node("Gather", "x i", "bgr", ("axis", 1L));
            else if (type == "Slice")
                net.Longs("s", 2).Longs("e", -9).Longs("a", 1).Longs("t", -1).Node("Slice", "x s e a t", "bgr");
            else
                net.Floats("nw", [3, 3, 1, 1], 0, 0, 1, 0, 1, 0, 1, 0, 0).Node("Conv", "x nw", "bgr");
            return PerChannel(net, "Sub", [103.94f, 116.78f, 123.68f], "bgr");
        });
        Assert.Equal((ChannelOrder.Rgb, 1.0, PreprocessingSourceKind.Network), (preprocessing.Channels, preprocessing.Scale, source.Kind));
    }

    [Fact]
    public void Channels_last_with_a_Transpose()
    {
        OnnxBuilder builder = new OnnxBuilder(13).Input("x", 1, 32, 48, 3).Output("y").Floats("m", [3], 123.7f, 116.3f, 103.5f)
            .Floats("s", [3], 58.4f, 57.1f, 57.4f).Node("Sub", "x m", "a").Node("Div", "a s", "b")
            .Node("Transpose", "b", "t", ("perm", new[] { 0, 3, 1, 2 })).Constant("w", 5, 3, 3, 3).Node("Conv", "t w", "c")
            .Node("GlobalAveragePool", "c", "p").Node("Flatten", "p", "y");
        using Model model = builder.Load();
        Assert.Equal((1.0, ChannelOrder.Rgb), (model.Preprocessing.Scale, model.Preprocessing.Channels));
        Assert.Equal(PreprocessingSourceKind.Network, model.PreprocessingSource.Kind);
    }

    [Theory]
    [InlineData(2, 0)]          // uint8
    [InlineData(3, -128)]       // int8
    [InlineData(6, 0)]          // int32
    public void Integers(int elementType, float black)
    {
        OnnxBuilder builder = ModelFolder.Classifier(net =>
        {
            net.Node("Cast", "x", "real", ("to", 1L));
            return Op(net, "Div", 255, "real");
        });
        builder.Proto.Graph.Input[0].Type.TensorType.ElemType = elementType;
        using Model model = builder.Load();
        Assert.Equal(black, model.Preprocessing.ToInput(RgbColor.Black)[0]);
        Assert.Equal(black + 255, model.Preprocessing.ToInput(RgbColor.White)[0]);
        Assert.Contains("integers", model.PreprocessingSource.Reason);
    }

    [Theory]
    [InlineData(2)]             // uint8
    [InlineData(6)]             // int32
    public void Integers_from_which_Caffes_mean_is_subtracted_are_BGR(int elementType)
    {
        OnnxBuilder builder = ModelFolder.Classifier(net =>
        {
            net.Node("Cast", "x", "real", ("to", 1L));
            return PerChannel(net, "Sub", [103.94f, 116.78f, 123.68f], "real");
        });
        builder.Proto.Graph.Input[0].Type.TensorType.ElemType = elementType;
        using Model model = builder.Load();
        Assert.Equal((ChannelOrder.Bgr, 1.0), (model.Preprocessing.Channels, model.Preprocessing.Scale));
    }

    [Fact]
    public void Two_readers_of_the_input_tell_nothing()
    {
        (_, PreprocessingSource source) = Load(net =>
        {
            net.Node("Add", $"{Op(net, "Div", 255)} x", "sum");
            return "sum";
        });
        Assert.True(source.IsGuess);
    }

    [Fact]
    public void A_neighbour_gives_the_resizing_and_is_not_applied_twice()
    {
        using ModelFolder folder = new();
        folder.With("preprocessor_config.json", """
            {"size": {"height": 64, "width": 64}, "resample": 3, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
            """);
        using Model twice = folder.Load(network: ModelFolder.Classifier(Beginnings["(x - 0.5) / 0.5"].Before));
        Assert.Equal(
            new Preprocessing { KeepsAspectRatio = false, Interpolation = Interpolation.Bicubic, Scale = 1 / 255.0 }, twice.Preprocessing);
        Assert.Equal(PreprocessingSourceKind.Network, twice.PreprocessingSource.Kind);
        Assert.Contains("preprocessor_config.json", twice.PreprocessingSource.Reason);

        using Model learned = folder.Load(network: ModelFolder.Classifier(Beginnings["batch normalisation of 0 to 1"].Before));
        Assert.Equal((PreprocessingSourceKind.NeighborFile, 0.5f), (learned.PreprocessingSource.Kind, learned.Preprocessing.Mean[0]));
    }

    [Fact]
    public void Metadata_and_options_come_before_the_network()
    {
        OnnxBuilder builder = ModelFolder.Classifier(Beginnings["x / 255"].Before);
        using Model option = builder.Load(new ModelOptions { Preprocessing = Preprocessing.Caffe });
        Assert.Equal(Preprocessing.Caffe, option.Preprocessing);
        builder.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "netinsight.preprocessing", Value = "UnitRange" });
        using Model stated = builder.Load();
        Assert.Equal(Preprocessing.UnitRange, stated.Preprocessing);
        Assert.Equal(PreprocessingSourceKind.FileMetadata, stated.PreprocessingSource.Kind);
    }
}
