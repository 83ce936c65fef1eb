using System.Text;
using NetInsight.Formats.ConvNetJs;
using static NetInsight.Tests.Formats.ConvNetJs.ConvNetJsBuilder;

namespace NetInsight.Fuzz;

/// <summary>Networks that ConvNetJS wrote (JSON).</summary>
internal static class ConvNetJsTarget
{
    /// <summary>The format as a target.</summary>
    public static FuzzTarget Target { get; } =
        new("convnetjs", bytes => ConvNetJsReader.Read(bytes, "fuzz", LoadLimits.Default), Seeds, Words);

    private static IEnumerable<byte[]> Seeds() => new[]
    {
        Network(
            Input(4, 4, 1),
            Conv(3, 3, 1, Values(18), Values(2), "\"stride\":1,\"pad\":1,\"in_depth\":1,\"out_sx\":4,\"out_sy\":4"),
            Layer("relu"),
            Layer("pool", "\"sx\":2,\"sy\":2,\"stride\":2,\"pad\":0,\"in_depth\":2,\"out_depth\":2,\"out_sx\":2,\"out_sy\":2"),
            FullyConnected(8, Values(24), Values(3)),
            Layer("softmax", "\"num_inputs\":3,\"out_depth\":3,\"out_sx\":1,\"out_sy\":1")),
        Network(Input(2, 2, 2), Layer("maxout", "\"group_size\":2,\"out_depth\":1"), Layer("sigmoid"), Layer("tanh")),
        Network(Input(2, 3, 3), Layer("lrn", "\"k\":1,\"n\":3,\"alpha\":0.1,\"beta\":0.75"), Layer("dropout", "\"drop_prob\":0.5")),
        "\ufeff " + Network(Input(1, 1, 2), FullyConnected(2, Values(4), Values(2)), Layer("softmax")),
    }.Select(Encoding.UTF8.GetBytes);

    private static IEnumerable<byte[]> Words() => new[]
    {
        "\"layers\":", "\"layer_type\":", "\"input\"", "\"conv\"", "\"pool\"", "\"fc\"", "\"relu\"", "\"sigmoid\"", "\"tanh\"",
        "\"maxout\"", "\"lrn\"", "\"dropout\"",
        "\"softmax\"", "\"regression\"", "\"svm\"", "\"out_depth\":", "\"out_sx\":", "\"out_sy\":", "\"sx\":", "\"sy\":", "\"in_depth\":",
        "\"stride\":", "\"pad\":",
        "\"num_inputs\":", "\"filters\":", "\"biases\":", "\"w\":", "\"depth\":", "\"group_size\":", "\"drop_prob\":", "\"k\":", "\"n\":",
        "\"alpha\":", "\"beta\":",
        "{}", "[]", "null", "true", "1e400", "1e-400", "-1", "0.5", "2147483647", "4294967296", "9223372036854775808", "\\ud800", "\\u0000",
        "\"0\":",
    }.Select(Encoding.UTF8.GetBytes);

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (i % 7 - 3) / 8f)];
}
