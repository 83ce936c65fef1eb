using System.Diagnostics;
using System.Text;

namespace NetInsight.Tests.Formats.ConvNetJs;

/// <summary>Broken and hostile ConvNetJS files are refused with location and rule, and cost little memory and time.</summary>
public sealed class ConvNetJsHostileTests
{
    private const string Relu = "{\"layer_type\":\"relu\"}";
    private static readonly string Input = ConvNetJsBuilder.Input(2, 2, 1);
    private static readonly string Conv = ConvNetJsBuilder.Conv(
        2, 2, 1, [1, 2, 3, 4], [0.5f], "\"stride\":1,\"pad\":0,\"in_depth\":1,\"out_sx\":1,\"out_sy\":1");
    private static readonly string FullyConnected = ConvNetJsBuilder.FullyConnected(4, [1, 2, 3, 4], [0.5f]);

    [Fact]
    public void The_files_that_are_broken_below_are_read()
    {
        using Model model = ConvNetJsBuilder.Load(ConvNetJsBuilder.Network(Input, Conv, Relu));
        using Model other = ConvNetJsBuilder.Load(ConvNetJsBuilder.Network(Input, FullyConnected));
        Assert.Equal((2, 2), (model.Layers.Count, other.Layers.Count));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{", "no ConvNetJS network")]
    [InlineData("{}", "layers")]
    [InlineData("{\"layers\":{}}", "layers")]
    [InlineData("{\"layers\":[]}", "none")]
    [InlineData("{\"layers\":[1,2]}", "layer 0: must be an object")]
    [InlineData("{\"layers\":[{\"out_depth\":1},{}]}", "layer 0: has no string 'layer_type'")]
    [InlineData("{\"layers\":[{\"layer_type\":7}]}", "layer_type")]
    [InlineData("{\"layers\":[],\"layers\":[]}", "no ConvNetJS network")]
    [InlineData("{\"layers\":[]} {}", "no ConvNetJS network")]
    [InlineData("{\"layers\":[{\"layer_type\":\"relu\"},{\"layer_type\":\"relu\"}]}", "layer 0 (relu): the first layer must be an input")]
    [InlineData("{\"layers\":[{\"layer_type\":\"input\"},{\"layer_type\":\"relu\"}]}", "layer 0 (input): out_depth is missing")]
    public void A_file_that_is_no_network_is_refused(string json, string rule) => Refused<ModelFormatException>(rule, json);

    [Fact]
    public void Inputs_must_be_first_and_one_and_a_softmax_last()
    {
        Refused<ModelFormatException>("there is 1", ConvNetJsBuilder.Network(Input));
        Refused<ModelFormatException>("layer 1 (input)", ConvNetJsBuilder.Network(Input, Input));
        Refused<ModelFormatException>(
            "layer 1 (prob): a softmax must be the last", ConvNetJsBuilder.Network(Input, "{\"layer_type\":\"softmax\"}", Relu));
    }

    [Fact]
    public void Unknown_layers_are_listed_all_at_once()
    {
        UnsupportedOperatorException refusal = Refused<UnsupportedOperatorException>(
            "regression (layer 3)",
            ConvNetJsBuilder.Network(
                Input, "{\"layer_type\":\"quadtransform\"}", Relu, "{\"layer_type\":\"regression\"}", "{\"layer_type\":\"svm\"}"));
        Assert.Equal(["quadtransform (layer 1)", "regression (layer 3)", "svm (layer 4)"], refusal.Operators);
    }

    [Theory]
    [InlineData("\"out_depth\":1", "\"out_depth\":1000000000", "filters holds 1 filters, but out_depth is 1000000000")]
    [InlineData("\"out_depth\":1", "\"out_depth\":-1", "out_depth must be an integer from 1, but is -1")]
    [InlineData("\"out_depth\":1", "\"out_depth\":1.5", "1.5")]
    [InlineData("\"out_depth\":1", "\"out_depth\":1e300", "not a finite number")]
    [InlineData("\"out_depth\":1", "\"out_depth\":\"1\"", "must be of kind Number, but is String")]
    [InlineData("\"stride\":1", "\"stride\":0", "stride")]
    [InlineData("\"pad\":0", "\"pad\":-1", "pad")]
    [InlineData("\"pad\":0", "\"pad\":2000000000", "padding")]
    [InlineData("\"in_depth\":1", "\"in_depth\":3", "in_depth is 3, but 1 follows")]
    [InlineData("\"out_sx\":1", "\"out_sx\":2", "out_sx is 2, but 1 follows")]
    [InlineData("\"conv\",\"sx\":2", "\"conv\",\"sx\":3", "filters[0]: is 2 x 2 x 1 (sx, sy, depth), but 3 x 2 x 1 is expected")]
    [InlineData("\"conv\",\"sx\":2", "\"conv\",\"sx\":16777217", "kernel")]
    [InlineData("\"3\":4", "\"4\":4", "only 0 to 3 are expected")]
    [InlineData("\"3\":4", "\"03\":4", "'03'")]
    [InlineData("\"3\":4", "\"2\":4", "no ConvNetJS network")]
    [InlineData("\"3\":4", "\"3\":null", "element 3 of w is not a finite number")]
    [InlineData("\"3\":4", "\"3\":\"4\"", "element 3 of w is not a finite number")]
    [InlineData("\"3\":4", "\"3\":1e39", "element 3 of w is not a finite number")]
    [InlineData("\"3\":4", "\"3\":4,\"4\":5", "w holds 5 values, but 2 x 2 x 1 are expected")]
    [InlineData(",\"3\":4", "", "w holds 3 values")]
    [InlineData("\"w\":{\"0\":0.5}", "\"w\":7", "biases: w must hold the weights")]
    [InlineData("\"biases\"", "\"bias\"", "biases is missing")]
    [InlineData("\"filters\":[", "\"filters\":[1,", "filters holds 2 filters")]
    public void A_convolution_whose_sizes_or_values_are_wrong_is_refused(string whole, string broken, string rule)
    {
        Assert.Contains(whole, Conv, StringComparison.Ordinal);
        string network = ConvNetJsBuilder.Network(Input, Conv.Replace(whole, broken, StringComparison.Ordinal));
        ModelFormatException refusal = Refused<ModelFormatException>(rule, network);
        bool isWholeFile = rule.StartsWith("no ConvNetJS", StringComparison.Ordinal);
        Assert.StartsWith(isWholeFile ? "" : "layer 1 (conv1)", refusal.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"num_inputs\":4", "\"num_inputs\":5", "num_inputs is 5, but 4 follows")]
    [InlineData("\"depth\":4", "\"depth\":5", "but 1 x 1 x 4 is expected")]
    [InlineData("[1,2,3,4]", "[1,2,3]", "w holds 3 values")]
    [InlineData("[1,2,3,4]", "[1,2,3,[]]", "element 3 of w")]
    public void A_fully_connected_layer_whose_counts_are_wrong_is_refused(string whole, string broken, string rule)
    {
        Assert.Contains(whole, FullyConnected, StringComparison.Ordinal);
        Refused<ModelFormatException>(
            rule, ConvNetJsBuilder.Network(Input, FullyConnected.Replace(whole, broken, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{\"layer_type\":\"pool\",\"sx\":3,\"stride\":1}", "does not fit")]
    [InlineData("{\"layer_type\":\"pool\",\"sx\":2,\"pad\":2}", "wholly in the padding")]
    [InlineData("{\"layer_type\":\"maxout\",\"group_size\":2}", "only 1 channels")]
    [InlineData("{\"layer_type\":\"maxout\",\"group_size\":0}", "group_size")]
    [InlineData("{\"layer_type\":\"lrn\",\"n\":0,\"k\":1,\"alpha\":1,\"beta\":1}", "n must be")]
    [InlineData("{\"layer_type\":\"lrn\",\"n\":5,\"k\":1,\"alpha\":1e39,\"beta\":1}", "alpha is not a finite number")]
    [InlineData("{\"layer_type\":\"lrn\",\"n\":5,\"k\":1,\"alpha\":1}", "beta is missing")]
    [InlineData("{\"layer_type\":\"dropout\"}", "drop_prob is missing")]
    [InlineData("{\"layer_type\":\"dropout\",\"drop_prob\":1.5}", "from 0 to 1")]
    public void A_layer_without_weights_that_cannot_be_is_refused(string layer, string rule) =>
        Refused<ModelFormatException>(rule, ConvNetJsBuilder.Network(Input, layer));

    [Fact]
    public void Sizes_and_layers_beyond_the_limits_are_refused()
    {
        Refused<ResourceLimitException>("limit", ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(1 << 24, 1 << 24, 1 << 24), Relu));
        Refused<ModelFormatException>("no size may be above", ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(1, 2_000_000_000, 1), Relu));
        Refused<ResourceLimitException>(
            "limit", ConvNetJsBuilder.Network(Input, Conv.Replace("\"pad\":0", "\"pad\":16000000", StringComparison.Ordinal)));
        Refused<ResourceLimitException>("nodes", ConvNetJsBuilder.Network(
            ConvNetJsBuilder.Input(1, 1, 1 << 24), "{\"layer_type\":\"maxout\",\"group_size\":16777216}"));
        Refused<ResourceLimitException>("layers", ConvNetJsBuilder.Network(Input, Relu, Relu), new LoadLimits { Nodes = 2 });
        Refused<ResourceLimitException>("weights", ConvNetJsBuilder.Network(Input, Conv), new LoadLimits { Elements = 4 });
        Refused<ResourceLimitException>("bytes", ConvNetJsBuilder.Network(Input, Relu), new LoadLimits { FileBytes = 20 });
    }

    [Fact]
    public void Nesting_a_thousand_deep_is_refused()
    {
        string deep = new string('[', 1000) + new string(']', 1000);
        Refused<ModelFormatException>("no ConvNetJS network", $"{{\"layers\":{deep}}}");
        Refused<ModelFormatException>("no ConvNetJS network", string.Concat(Enumerable.Repeat("{\"layers\":", 1000)));
    }

    [Fact]
    public void Every_beginning_of_a_file_is_refused_and_every_changed_byte_is_read_or_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            ConvNetJsBuilder.Network(Input, Conv, Relu, ConvNetJsBuilder.FullyConnected(1, [2], [0]), "{\"layer_type\":\"softmax\"}"));
        for (int length = 0; length < bytes.Length; length++)
            Hostile.Refuses(bytes[..length]);
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte changed in new byte[] { 0, (byte)'9', (byte)'"', (byte)'-', 0xff })
            {
                byte[] copy = [.. bytes];
                copy[i] = changed;
                Hostile.AcceptsOrRefuses(copy);
            }
        }
    }

    [Fact]
    public void A_small_file_that_declares_much_costs_little()
    {
        string network = ConvNetJsBuilder.Network(
            Input, Conv.Replace("\"out_depth\":1", "\"out_depth\":1000000000", StringComparison.Ordinal));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch clock = Stopwatch.StartNew();
        Refused<ModelFormatException>("filters", network);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
    }

    private static TException Refused<TException>(string rule, string json, LoadLimits? limits = null) where TException : Exception
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        TException refusal = Assert.Throws<TException>(() =>
            Model.Load(stream, new ModelOptions { Limits = limits ?? LoadLimits.Default }));
        Assert.Contains(rule, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
