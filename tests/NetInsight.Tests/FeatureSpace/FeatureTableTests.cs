using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class FeatureTableTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.safetensors");

    [Fact]
    public async Task What_is_saved_is_loaded()
    {
        FeatureTable table = new(Inputs.Rounded(new Shape(3, 5), 1), "fc7", ["a\n\"b\"", "", "ü <&> \u2028"], ["x", "y", "x"]);
        table.Save(_path);
        AssertEqual(table, FeatureTable.Load(_path));
        await table.SaveAsync(_path, TestContext.Current.CancellationToken);
        AssertEqual(table, await FeatureTable.LoadAsync(_path, cancellationToken: TestContext.Current.CancellationToken));
        new FeatureTable(table.Values, "pool").Save(_path);
        FeatureTable bare = FeatureTable.Load(_path);
        Assert.Equal(("pool", null, null), (bare.Layer, bare.Ids, bare.Labels));
    }

    [Fact]
    public void Other_files_are_refused_with_the_position()
    {
        File.WriteAllText(_path, "not such a file");
        Assert.Throws<ModelFormatException>(() => FeatureTable.Load(_path));
        AssertRefused("features", new() { ["weights"] = new Tensor(new Shape(2, 2)) });
        AssertRefused("features", new() { ["features"] = new Tensor(new Shape(4)) });
        Dictionary<string, Tensor> two = new() { ["features"] = new Tensor(new Shape(2, 2)) };
        string[] hostiles =
        [
            "", "{", "{}", "[1, 2]", "[null, null]", "[\"a\"]", "[\"a\", \"b\", \"c\"]", new string('[', 100_000),
            "[\"a\", {\"b\": 1}]", "[\"\\ud800\", \"b\"]",
        ];
        foreach (string hostile in hostiles)
        {
            AssertRefused("netinsight.ids", two, new() { ["netinsight.ids"] = hostile });
            AssertRefused("netinsight.labels", two, new() { ["netinsight.labels"] = hostile });
        }

        Weights.Of(two).Save(_path);
        Assert.Throws<ResourceLimitException>(() => FeatureTable.Load(_path, new LoadLimits { Elements = 3 }));
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..^1]);
        Assert.Throws<ModelFormatException>(() => FeatureTable.Load(_path));
        File.Delete(_path);
        Assert.Throws<FileNotFoundException>(() => FeatureTable.Load(_path));
    }

    [Fact]
    public void Names_and_labels_are_one_for_each_image()
    {
        FeatureTable table = new(Inputs.Rounded(new Shape(2, 5), 1), "fc7");
        Assert.Equal(["a", "b"], table.WithIds(["a", "b"]).WithLabels(["x", "y"]).Ids!.Value);
        Assert.Equal("fc7: 2 x 5", table.ToString());
        Assert.Contains("1 texts", Assert.Throws<ArgumentException>(() => table.WithIds(["a"])).Message);
        Assert.Throws<ArgumentException>(() => table.WithLabels(["a", null!]));
        Assert.Throws<ArgumentException>(() => new FeatureTable(new Tensor(new Shape(2)), "fc7"));
        Assert.Throws<ArgumentOutOfRangeException>(() => table[2].Length);
    }

    public void Dispose() => File.Delete(_path);

    private void AssertRefused(string position, Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        Weights.Of(tensors).Save(_path, metadata: metadata);
        Assert.Contains(position, Assert.Throws<ModelFormatException>(() => FeatureTable.Load(_path)).Message);
    }

    private static void AssertEqual(FeatureTable expected, FeatureTable actual)
    {
        Assert.Equal(expected.Values.AsSpan(), actual.Values.AsSpan());
        Assert.Equal(expected.Layer, actual.Layer);
        Assert.Equal(expected.Ids!.Value, actual.Ids!.Value);
        Assert.Equal(expected.Labels!.Value, actual.Labels!.Value);
    }
}
