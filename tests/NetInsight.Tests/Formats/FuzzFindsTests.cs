using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Formats.Safetensors;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Formats;

/// <summary>
/// Findings of fuzzing and of reviews: small files that took much memory or time. Each must now stay within the fuzzer's bound, twice the
/// file and 64 MB, whether it is read or refused.
/// </summary>
public sealed class FuzzFindsTests
{
    [Fact]
    public void A_name_of_20_000_nested_modules_is_refused_before_it_is_split() =>
        Stays(Relu(string.Concat(Enumerable.Repeat("/a", 20_000))), "a name has 40,000 characters");                // took 13.6 GB and 15 s

    [Fact]
    public void Names_of_many_nested_modules_take_no_more_than_other_names() =>
        Stays(Chain(100, i => $"{string.Concat(Enumerable.Repeat("/a", 1_500))}/{i}/x"), null);                     // took 7.7 GB and 6 s

    [Fact]
    public void An_input_without_dimensions_is_read()
    {
        using Model model = new OnnxBuilder().Input("x").Output("y").Node("Relu", "x", "y").Load();               // index out of range
        Assert.Equal(2, model.Forward(new Tensor(new Shape(), [2])).AsSpan()[0]);
    }

    /// <summary>Files are converted for several batch sizes; of a Split only the first output was known in the second conversion.</summary>
    [Fact]
    public void A_Split_of_constants_leaves_the_batch_open()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, 2, 4, 4).Output("y").Longs("r", 0, -1).Longs("each", 1, 1)
            .Node("Split", "r each", "a b", ("axis", 0)).Node("Concat", "a b", "s", ("axis", 0)).Node("Reshape", "x s", "y");
        Assert.Null(model.Read().Graph.Inputs[0].Dimensions[0]);
        Tensor y = OnnxRuntime.Agreement.Ours(model.ToBytes(), new Tensor(new Shape(3, 2, 4, 4)));
        Assert.Equal(new Shape(3, 32), y.Shape);
    }

    [Theory]
    [InlineData("CenterCropPad", new long[] { 2, 5 })]                                                              // read beyond the map
    [InlineData("Pad", new long[] { 1, 0, 0, 1 })]
    public void An_axis_named_twice_is_refused(string type, long[] sizes)
    {
        OnnxBuilder model = new OnnxBuilder(18).Input("x", 1, 2, 4, 4).Output("y").Longs("l", sizes).Longs("a", 2, -2);
        if (type == "Pad")
            model.Node(type, "x l - a", "y");
        else
            model.Node(type, "x l", "y", ("axes", new[] { 2, -2 }));
        Assert.Contains("names an axis twice", Assert.Throws<ModelFormatException>(() => model.Read()).Message);
    }

    [Fact]
    public void A_convolution_of_no_channels_is_its_bias()
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 2, 4, 4).Output("y").Longs("s", 0).Longs("a", 1).Floats("w", [3, 0, 3, 3])
            .Floats("b", [3], 1, 2, 3).Node("Slice", "x s s a", "none").Node("Conv", "none w b", "y");               // divided by zero
        Tensor y = OnnxRuntime.Agreement.Ours(model.ToBytes(), new Tensor(new Shape(1, 2, 4, 4)));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], y.AsSpan());
    }

    [Fact]
    public void Nodes_of_equal_names_are_named_in_linear_time() =>
        // 50 million names were tried
        Stays(Chain(10_000, _ => "a"), null);

    [Fact]
    public void Suffixes_of_equal_names_skip_names_that_are_taken()
    {
        string[] names = ["a", "a_1", "a", "a", "a_1"];
        using Model model = Chain(names.Length, i => names[i]).Load();
        Assert.Equal(["a", "a_1", "a_2", "a_3", "a_1_1"], model.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Functions_are_looked_up_and_not_searched()
    {
        OnnxBuilder model = Relu("r");
        for (int i = 0; i < 20_000; i++)
            model.Proto.Graph.Node.Add(new NodeProto { OpType = "Unknown" });
        for (int i = 0; i < 100_000; i++)
            model.Proto.Functions.Add(new FunctionProto { Name = $"a{i}" });
        byte[] bytes = model.ToBytes();
        long start = Stopwatch.GetTimestamp();
        Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(bytes, "test", LoadLimits.Default));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);                                         // took 15 s; now 0.1 s
    }

    [Fact]
    public void Unknown_fields_are_discarded()
    {
        IEnumerable<byte> groups = Enumerable.Repeat<byte[]>([0xa3, 0x06, 0xa4, 0x06], 1_000_000).SelectMany(group => group);
        Stays([.. Relu("r").ToBytes(), .. groups], null);                                                           // took 141 MB
    }

    [Fact]
    public void Dimensions_of_an_input_are_counted_before_they_are_parsed()
    {
        OnnxBuilder model = Relu("r");
        model.Proto.Graph.Output[0].Type.TensorType.Shape = new TensorShapeProto();
        for (int i = 0; i < 1_700_000; i++)
            model.Proto.Graph.Output[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension());
        Stays(model, "more than 1,600,000 names");                                                                  // took 123 MB
    }

    [Fact]
    public void A_sum_becomes_no_more_nodes_than_the_limit()
    {
        LoadLimits limits = new() { Nodes = 100 };
        OnnxBuilder model = Small().Node("Sum", string.Join(' ', Enumerable.Repeat("x", 102)), "y");
        Assert.Contains("more than 100 nodes", Assert.Throws<ResourceLimitException>(() => model.Read(limits)).Message);
        Assert.Equal(100, Small().Node("Sum", string.Join(' ', Enumerable.Repeat("x", 101)), "y").Read(limits).Graph.Nodes.Length);
    }

    [Fact]
    public void Ranges_count_as_computed_elements()
    {
        OnnxBuilder model = Range();
        for (int i = 0; i < 40; i++)
            model.Node("Range", "from to by", $"range{i}").Output($"range{i}");
        // took 320 MB, and 8 MB for each node more
        Stays(model, "computed in a file");
    }

    [Fact]
    public void A_list_is_not_concatenated_before_its_length_is_known()
    {
        string inputs = string.Join(' ', Enumerable.Repeat("r", 60));
        OnnxBuilder model = Range().Node("Range", "from to by", "r").Node("Concat", inputs, "c", ("axis", 0)).Output("c");
        Stays(model, "60,000,000 integers");                                                        // took 1 GB
    }

    [Fact]
    public void Rounded_constants_count_as_computed_elements()
    {
        OnnxBuilder model = Relu("r").Longs("n", 4_000_000).Node("ConstantOfShape", "n", "c0");
        for (int i = 0; i < 30; i++)
            model.Node(i % 2 == 0 ? "Floor" : "Ceil", $"c{i}", $"c{i + 1}");
        model.Output("c30");
        // took 496 MB, and 16 MB for each node more
        Stays(model, "computed in a file");
    }

    [Fact]
    public void Strings_of_a_safetensors_header_are_limited_in_number()
    {
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.safetensors");
        string header = $"{{\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i:x}\":\"\""))}}}}}";
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(path, [.. length, .. Encoding.UTF8.GetBytes(header)]);
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains(
                "100,000 strings", Assert.Throws<ResourceLimitException>(() => SafetensorsFile.Open(path, LoadLimits.Default)).Message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * header.Length + 64_000_000);    // took 118 MB
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("Shape", "x", "y")]
    [InlineData("Relu", "c", "y")]
    [InlineData("Softmax", "c", "y")]
    [InlineData("GlobalAveragePool", "x", "other")]
    public void A_network_whose_output_is_a_constant_is_refused(string type, string input, string output)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", 1, 2, 4, 4).Output(output == "y" ? "y" : "c").Floats("c", [1, 3], 1, 2, 3);
        Hostile.Refuses(model.Node(type, input, output), "is a constant");                          // threw KeyNotFoundException
    }

    private static OnnxBuilder Small() => new OnnxBuilder().Input("x", 1, 2, 4, 4).Output("y");

    private static OnnxBuilder Relu(string name) => Chain(1, _ => name);

    private static OnnxBuilder Range()
    {
        OnnxBuilder model = Relu("r");
        foreach ((string name, long value) in new[] { ("from", 0L), ("to", 1_000_000L), ("by", 1L) })
            model.Proto.Graph.Initializer.Add(new TensorProto { Name = name, DataType = 7, Int64Data = { value } });
        return model;
    }

    private static OnnxBuilder Chain(int nodes, Func<int, string> name)
    {
        OnnxBuilder model = Small();
        for (int i = 0; i < nodes; i++)
        {
            model.Node("Relu", i == 0 ? "x" : $"v{i}", i == nodes - 1 ? "y" : $"v{i + 1}");
            model.Proto.Graph.Node[i].Name = name(i);
        }

        return model;
    }

    private static void Stays(OnnxBuilder model, string? rule) => Stays(model.ToBytes(), rule);

    private static void Stays(byte[] bytes, string? rule)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = Record.Exception(() => OnnxReader.Read(bytes, "test", LoadLimits.Default));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * bytes.Length + 64_000_000);
        if (rule is null)
            Assert.Null(refusal);
        else
            Assert.Contains(rule, Assert.IsType<ResourceLimitException>(refusal).Message);
    }
}
