using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// What is checked when a file is loaded, so that no run fails later: attributes, extents of zero, ranks, metadata, names.
/// </summary>
public sealed class OnnxLoadChecksTests
{
    [Theory]
    [InlineData("ReduceMean", "keepdims", 2)]
    [InlineData("ReduceSum", "keepdims", -1)]
    [InlineData("ArgMax", "select_last_index", 3)]
    [InlineData("MaxPool", "ceil_mode", 2)]
    [InlineData("AveragePool", "count_include_pad", 7)]
    [InlineData("Reshape", "allowzero", long.MaxValue)]
    public void Flags_are_0_or_1(string type, string attribute, long value)
    {
        OnnxBuilder model = new OnnxBuilder(17).Input("x", 1, 2, 4, 4).Output("y").Longs("shape", 1, 32);
        (string, object)[] attributes = type.EndsWith("Pool", StringComparison.Ordinal)
            ? [("kernel_shape", new[] { 2, 2 }), (attribute, value)] : [(attribute, value)];
        model.Node(type, type == "Reshape" ? "x shape" : "x", "y", attributes);
        Hostile.Refuses(model, $"attribute '{attribute}' is {value}; 0 or 1 is expected");
    }

    [Fact]
    public void Data_in_two_places_are_refused()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3).Output("y").Floats("w", [3], 1, 2, 3).Node("Add", "x w", "y");
        TensorProto weight = model.Proto.Graph.Initializer[0];
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        Hostile.Refuses(model, "data in the file and external data");
        weight.DataLocation = TensorProto.Types.DataLocation.Default;
        weight.FloatData.AddRange([1, 2, 3]);
        Hostile.Refuses(model, "raw data and typed data");
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        Hostile.Refuses(model, "data in the file and external data");
    }

    [Fact]
    public void Networks_without_elements_are_refused()
    {
        Hostile.Refuses(new OnnxBuilder().Input("x", 1, 0, 4, 4).Output("y").Node("Relu", "x", "y"), "The input has shape 1x0x4x4");
        Hostile.Refuses(
            new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("y").Floats("w", [0, 3, 1, 1]).Node("Conv", "x w", "y"), "elements");
        Hostile.Refuses(
            new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("y").Floats("w", [48, 0]).Node("Flatten", "x", "f")
                .Node("Gemm", "f w", "y"),
            "no elements");
        Hostile.Refuses(
            new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("y").Longs("s", 2).Longs("e", 2).Longs("a", 1).Node("Slice", "x s e a", "y"),
            "no elements");
    }

    [Fact]
    public void Computed_shapes_have_at_most_the_dimensions_of_the_limits()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("y").Longs("axes", 0, 1, 2, 3, 4).Longs("back", 0, 1, 2, 3, 4)
            .Node("Unsqueeze", "x axes", "u").Node("Squeeze", "u back", "y");
        Hostile.Refuses(model, "has 9 dimensions; the limit is 8");
        using Model wide = model.Load(new ModelOptions { Limits = new LoadLimits { Rank = 9 } });
        Assert.Equal(new Shape(1, 3, 4, 4), wide.Forward(new Tensor(new Shape(1, 3, 4, 4))).Shape);
    }

    [Theory]
    [InlineData("""{"interpolation":"99"}""", "interpolation '99' is unknown")]
    [InlineData("""{"interpolation":"1"}""", "interpolation '1' is unknown")]
    [InlineData("""{"interpolation":"nearest,bilinear"}""", "is unknown")]
    [InlineData("""{"interpolation":2}""", "netinsight.preprocessing")]
    [InlineData("""{"channels":"7"}""", "channelorder '7' is unknown")]
    [InlineData("""{"channels":7}""", "netinsight.preprocessing")]
    [InlineData("""{"channels":"gray"}""", "makes inputs of 1 channels, but the network's have 3")]
    [InlineData("""{"std":[1e-45]}""", "Std must be")]
    [InlineData("""{"std":[0,1,1]}""", "Std must be")]
    [InlineData("""{"std":[1,1]}""", "Std must be")]
    [InlineData("""{"mean":[1e38]}""", "Mean must be")]
    [InlineData("""{"mean":[1e39]}""", "netinsight.preprocessing")]
    [InlineData("""{"scale":1e300}""", "Scale")]
    [InlineData("""{"scale":0}""", "Scale")]
    [InlineData("""{"resize":0}""", "ShortSide")]
    [InlineData("""{"resize":2000000000}""", "ShortSide")]
    [InlineData("""{"resize":1.5}""", "netinsight.preprocessing")]
    [InlineData("""{"standard":[1]}""", "'standard' is unknown")]
    [InlineData("[]", "netinsight.preprocessing")]
    [InlineData("imagenett", "netinsight.preprocessing")]
    public void Preprocessing_of_the_metadata_is_checked(string value, string rule)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("y").Node("Relu", "x", "y");
        model.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "netinsight.preprocessing", Value = value });
        Hostile.Refuses(model, rule);
    }

    [Fact]
    public void Names_that_a_terminal_would_obey_are_escaped()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 3, 4, 4).Output("\u202eout\u0007").Node("Relu", "x", "r")
            .Node("GlobalAveragePool", "r", "\u202eout\u0007");
        model.Proto.Graph.Node[0].Name = "\u001b]0;pwned\u0007";
        model.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "netinsight.labels", Value = "a\nb\u001b[2J\nc\u2066" });
        using Model loaded = model.Load();
        Assert.Equal([@"\u001b]0;pwned\u0007", @"\u202eout\u0007"], loaded.Layers.Select(layer => layer.Name));
        Assert.Equal(@"\u202eout\u0007", Assert.Single(loaded.Outputs).Name);
        Assert.Equal(["a", @"b\u001b[2J", @"c\u2066"], loaded.Labels!);
        using Model chosen = model.Load(new ModelOptions { Output = @"\u202eout\u0007" });
        Assert.DoesNotContain(chosen.Summary(), c => char.IsControl(c) && c is not ('\n' or '\r'));
    }
}
