using Google.Protobuf;
using NetInsight.Formats;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;
using static NetInsight.Tests.Models.HeadNetwork;

namespace NetInsight.Tests.Models;

/// <summary>Of several outputs one is the answer, and labels come from where files hold them.</summary>
public sealed class OutputTests
{
    [Fact]
    public void Outputs_are_listed_with_shape_and_kind()
    {
        using Model model = Load(4, Embedding);
        Assert.Equal(["vector 1x6 Logits", "y 1x4 Logits"], model.Outputs.Select(output => output.ToString()));
        Assert.Same(model.Outputs[1], model.Output);
        Assert.Contains("output y 1x4: Logits (the network's answer)", model.Summary());
        Assert.Contains("Chosen before 'vector'", model.Summary());
    }

    [Fact]
    public void Logits_come_before_the_embedding_they_are_computed_from()
    {
        using Model model = Load(4, Embedding);
        Assert.Equal("y", model.Output.Name);
        Assert.Equal(4, model.Logits(Input).Count);
        Assert.Equal(model.Run(Input, ["g"])["g"].AsSpan(), model.Forward(Input).AsSpan());
        using Model deep = Load(6, file => file.Constant("hw", 3, 6).Node("Gemm", "g hw", "h", ("transB", 1L)).Output("g", "h"));
        Assert.Equal("h", deep.Output.Name);
    }

    [Theory]
    [InlineData("y aux", "y")]
    [InlineData("aux y", "y")]
    [InlineData("y AuxLogits.fc", "y")]
    [InlineData("label q", "q")]
    [InlineData("y q", "q")]
    [InlineData("map y", "y")]
    [InlineData("label map", "label")]
    [InlineData("bbox y", "y")]
    public void The_answer_of_several_outputs(string outputs, string expected)
    {
        using Model model = Load(4, file => file.Node("Identity", "g", "y").Constant("hw", 4, 6).Node("Gemm", "f hw", "h", ("transB", 1L))
            .Node("Identity", "h", "aux").Node("Identity", "h", "AuxLogits.fc").Node("Identity", "h", "bbox").Node("Softmax", "y", "q")
            .Node("ArgMax", "q", "label", ("axis", 1L)).Node("Identity", "a", "map").Output(outputs.Split(' ')));
        Assert.Equal(expected, model.Output.Name);
        Assert.Equal(4, model.ClassCount);
        Assert.Equal(4, model.Probabilities(Input).Count);
    }

    [Fact]
    public void An_output_is_chosen_by_name()
    {
        using Model model = Load(4, Embedding, new ModelOptions { Output = "vector" });
        Assert.Equal("vector", model.Output.Name);
        Assert.Equal(6, model.Forward(Input).Count);
        Assert.Contains("Chosen by its name", model.Summary());
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => Load(4, Embedding, new ModelOptions { Output = "logit" }));
        Assert.Contains("There is no output 'logit'. The network's outputs are: 'vector', 'y'.", wrong.Message);
    }

    [Fact]
    public void Under_an_ArgMax_lie_the_scores()
    {
        using Model model = Load(4, file => file.Node("Softmax", "g", "q").Node("ArgMax", "q", "y", ("axis", 1L), ("keepdims", 0L))
            .Output("y"));
        Near.Absolute(model.Run(Input, ["q"])["q"].AsSpan(), model.Probabilities(Input).AsSpan(), 1e-7);
        Assert.Contains("ArgMax", model.Output.Reason);
        Assert.Equal(1, model.Forward(Input).Count);
    }

    [Fact]
    public void Labels_must_be_as_many_as_classes()
    {
        Labels three = new(["a", "b", "c"]);
        ArgumentException wrong = Assert.Throws<ArgumentException>(
            () => Load(4, file => file.Node("Softmax", "g", "y").Output("y"), new ModelOptions { Labels = three }));
        Assert.Contains("There are 3 labels, but the network has 4 classes. Networks with one class more", wrong.Message);
        Assert.Contains("'background' as class 0", wrong.Message);
        using Model one = Load(1, file => file.Node("Sigmoid", "g", "y").Output("y"), new ModelOptions { Labels = new Labels(["cat"]) });
        Assert.Equal(["not cat", "cat"], one.Labels!);
    }

    [Theory]
    [InlineData("names", "{0: 'cat', 1: 'dog', 2: 'fox', 3: \"barn owl\"}")]
    [InlineData("names", "['cat', 'dog', 'fox', 'barn owl']")]
    [InlineData("id2label", "{\"3\": \"barn owl\", \"0\": \"cat\", \"1\": \"dog\", \"2\": \"fox\"}")]
    [InlineData("label2id", "{\"cat\": 0, \"dog\": 1, \"fox\": 2, \"barn owl\": 3}")]
    [InlineData("classes", "cat,dog, fox, barn owl")]
    [InlineData("labels", "cat\ndog\r\nfox\nbarn owl\n")]
    public void Labels_of_metadata(string key, string text)
    {
        OnnxBuilder file = Build(4, tail => tail.Node("Softmax", "g", "y").Output("y"));
        file.Proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = text });
        using Model model = Load(file);
        Assert.Equal(["cat", "dog", "fox", "barn owl"], model.Labels!);
    }

    [Fact]
    public void Labels_of_metadata_that_do_not_fit_are_left_out()
    {
        OnnxBuilder file = Build(4, tail => tail.Node("Softmax", "g", "y").Output("y"));
        file.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "names", Value = "{0: 'a', 1: 'b'}" });
        using Model model = Load(file);
        Assert.Null(model.Labels);
        Assert.Contains("There are 2 labels, but the network has 4 classes", model.Summary());
    }

    [Theory]
    [InlineData("{0: 'it\\'s', 1: \"a, b: c\"}", "it's|a, b: c")]
    [InlineData("{1: 'b', 0: 'a'}", "a|b")]
    [InlineData("('a', 'b',)", "a|b")]
    [InlineData("{0: 'a', 2: 'b'}", null)]
    [InlineData("{'x': 'y'}", null)]
    [InlineData("{0}", null)]
    [InlineData("{", null)]
    [InlineData("{}", null)]
    [InlineData("[", null)]
    [InlineData("cat", null)]
    [InlineData("", null)]
    public void Texts_of_labels(string text, string? expected) =>
        Assert.Equal(expected?.Split('|'), LabelText.Parse(text));

    [Theory]
    [InlineData("cat\ndog\n\n", "cat|dog")]
    [InlineData("[\"cat\", \"dog\"]", "cat|dog")]
    [InlineData("{\"a\": 1, \"id2label\": {\"1\": \"dog\", \"0\": \"cat\"}}", "cat|dog")]
    [InlineData("{\"0\": [\"n1\", \"cat\"], \"1\": [\"n2\", \"dog\"]}", "cat|dog")]
    [InlineData("{'0': 'cat', '1': 'dog'}", "cat|dog")]
    [InlineData("{\"model\": {\"x\": [1]}}", null)]
    [InlineData("{\"0\": [1]}", null)]
    [InlineData("<labels><l>cat</l></labels>", null)]
    public void Files_of_labels(string text, string? expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            if (expected is null)
                Assert.Contains("holds no labels", Assert.Throws<ModelFormatException>(() => Labels.Load(path)).Message);
            else
                Assert.Equal(expected.Split('|'), Labels.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_ZipMap_holds_the_labels()
    {
        using Model model = Load(WithClassLabels(withZipMap: true));
        Assert.Equal(["cat", "dog", "fox", "owl"], model.Labels!);
        Assert.Equal("loss", model.Output.Name);
        Near.Absolute(model.Run(Input, ["q"])["q"].AsSpan(), model.Probabilities(Input).AsSpan(), 1e-7);
    }

    [Fact]
    public void A_name_taken_by_an_index_holds_the_labels()
    {
        using Model model = Load(WithClassLabels(withZipMap: false));
        Assert.Equal(["cat", "dog", "fox", "owl"], model.Labels!);
        Assert.Equal("classLabel", model.Output.Name);
        Near.Absolute(model.Run(Input, ["q"])["q"].AsSpan(), model.Probabilities(Input).AsSpan(), 1e-7);
    }

    [Fact]
    public void A_LabelEncoder_holds_the_labels()
    {
        OnnxBuilder file = Build(3, tail => tail.Node("Softmax", "g", "q").Node("ArgMax", "q", "am", ("axis", 1L), ("keepdims", 0L)));
        NodeProto encoder = new() { OpType = "LabelEncoder", Domain = "ai.onnx.ml", Input = { "am" }, Output = { "label" } };
        encoder.Attribute.Add(OnnxBuilder.Attribute("keys_int64s", new long[] { 2, 0, 1 }));
        encoder.Attribute.Add(Texts("values_strings", "fox", "cat", "dog"));
        file.Proto.Graph.Node.Add(encoder);
        using Model model = Load(file.Output("label", "q"));
        Assert.Equal(["cat", "dog", "fox"], model.Labels!);
        Assert.Equal("q", model.Output.Name);
    }

    [Fact]
    public void Such_operators_inside_a_network_stay_unsupported()
    {
        OnnxBuilder file = Build(4, tail => { });
        file.Proto.Graph.Node.Add(new NodeProto { OpType = "LabelEncoder", Domain = "ai.onnx.ml", Input = { "g" }, Output = { "l" } });
        Assert.Throws<UnsupportedOperatorException>(() => Load(file.Node("Relu", "l", "y").Output("y")));
    }

    private static void Embedding(OnnxBuilder file) =>
        file.Node("Identity", "f", "vector").Node("Identity", "g", "y").Output("vector", "y");

    /// <summary>As Custom Vision writes it.</summary>
    private static OnnxBuilder WithClassLabels(bool withZipMap)
    {
        OnnxBuilder file = Build(4, tail => tail.Node("Softmax", "g", "q").Node("ArgMax", "q", "am", ("axis", 1L)));
        TensorProto names = new() { Name = "names", DataType = 8, Dims = { 4 } };
        names.StringData.AddRange(new[] { "cat", "dog", "fox", "owl" }.Select(ByteString.CopyFromUtf8));
        file.Proto.Graph.Initializer.Add(names);
        NodeProto extractor = new() { OpType = "ArrayFeatureExtractor", Domain = "ai.onnx.ml", Output = { "classLabel" } };
        extractor.Input.AddRange(["names", "am"]);
        file.Proto.Graph.Node.Add(extractor);
        NodeProto map = new() { OpType = "ZipMap", Domain = "ai.onnx.ml", Input = { "q" }, Output = { "loss" } };
        map.Attribute.Add(Texts("classlabels_strings", "cat", "dog", "fox", "owl"));
        if (withZipMap)
            file.Proto.Graph.Node.Add(map);
        return withZipMap ? file.Output("classLabel", "loss") : file.Output("classLabel");
    }

    private static AttributeProto Texts(string name, params string[] texts)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
        return attribute;
    }
}
