using CsCheck;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Imaging;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

public sealed class PatchTableTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task What_is_saved_is_loaded()
    {
        PatchTable table = Table("deep");
        table.Save(_path);
        PatchTables.AssertEqual(table, PatchTable.Load(_path));
        Assert.Equal(table.Caption, PatchTable.Load(_path).Caption);
        await table.SaveAsync(_path, Token);
        PatchTables.AssertEqual(table, await PatchTable.LoadAsync(_path, cancellationToken: Token));

        using Model model = PatchNetworks.Small();
        PatchTable images = MostActivatingImages.Compute(model, Images(), "units", [4, 0], new() { Count = 2 }, cancellationToken: Token);
        images.Save(_path);
        PatchTables.AssertEqual(images, PatchTable.Load(_path));
    }

    [Theory]
    [InlineData("\"netinsight.patches\"", "\"other\"", "format")]
    [InlineData("\"netinsight.patches\"", "7", "format")]
    [InlineData("\"version\":1", "\"version\":2", "version")]
    [InlineData("\"version\":1", "\"version\":1.5", "version")]
    [InlineData("\"layer\":\"deep\"", "\"layer\":null", "layer")]
    [InlineData("\"layer\":\"deep\"", "\"leyer\":\"deep\"", "layer")]
    [InlineData("\"network\":\"", "\"network\":\"0", "network")]
    [InlineData("\"network\":", "\"network\":7,\"x\":", "network")]
    [InlineData("\"input\":[16,20]", "\"input\":[16]", "input")]
    [InlineData("\"input\":[16,20]", "\"input\":[16,-20]", "input")]
    [InlineData("\"field\":[8,", "\"field\":[0,", "field")]
    [InlineData("\"field\":[8,", "\"field\":[99999999999,", "field")]
    [InlineData("\"count\":2", "\"count\":1", "channels[0].units")]
    [InlineData("\"count\":2", "\"count\":0", "count")]
    [InlineData("\"count\":2", "\"count\":2,\"count\":2", "JSON")]
    [InlineData("\"patchSize\":128", "\"patchSize\":9", "patches[0]")]
    [InlineData("\"patchSize\":128", "\"patchSize\":1000000", "patchSize")]
    [InlineData("[\"a\",\"b\",\"c\"]", "[\"b\",\"a\",\"c\"]", "pictures[1]")]
    [InlineData("[\"a\",\"b\",\"c\"]", "[\"a\",\"a\",\"c\"]", "pictures[1]")]
    [InlineData("[\"a\",\"b\",\"c\"]", "[\"a\"]", "picture")]
    [InlineData("[\"a\",\"b\",\"c\"]", "[]", "picture")]
    [InlineData("[\"a\",\"b\",\"c\"]", "[\"a\",\"\\ud800\",\"c\"]", "JSON")]
    [InlineData("[\"a\",\"b\",\"c\"]", "{}", "pictures")]
    [InlineData("\"patches\":[[", "\"patches\":[[1,", "patches[0]")]
    [InlineData("\"channel\":0", "\"channel\":-1", "channels[1].channel")]
    [InlineData("\"channel\":0", "\"channel\":2", "channels[1].channel")]
    [InlineData("\"score\":", "\"score\":1e99,\"x\":", "channels[0].units[0].score")]
    [InlineData("\"score\":", "\"score\":-1e30,\"x\":", "channels[0].units[1]")]
    [InlineData("\"row\":", "\"row\":-1,\"x\":", "channels[0].units[0].row")]
    [InlineData("\"original\":[", "\"original\":[1,2,3,-4],\"x\":[", "channels[0].units[0].original")]
    [InlineData("\"patch\":", "\"patch\":999,\"x\":", "channels[0].units[0].patch")]
    public void Broken_files_are_refused_with_the_location(string from, string to, string location)
    {
        Table("deep").Save(_path);
        string json = File.ReadAllText(_path);
        int at = json.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, json[..300]);
        File.WriteAllText(_path, string.Concat(json.AsSpan(0, at), to, json.AsSpan(at + from.Length)));
        string message = Assert.Throws<ModelFormatException>(() => PatchTable.Load(_path)).Message;
        Assert.Contains(location, message);
        Assert.Contains(_path, message);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        string[] texts = ["", "{", "[]", "null", "{}", "PK", new string('[', 100_000), "{\"format\":\"netinsight.patches\"}"];
        foreach (string text in texts)
        {
            File.WriteAllText(_path, text);
            Assert.Throws<ModelFormatException>(() => PatchTable.Load(_path));
        }

        File.Delete(_path);
        Assert.Throws<FileNotFoundException>(() => PatchTable.Load(_path));
        Table("deep").Save(_path);
        Assert.Throws<ResourceLimitException>(() => PatchTable.Load(_path, new LoadLimits { FileBytes = 100 }));
        Assert.Throws<ResourceLimitException>(() => PatchTable.Load(_path, new LoadLimits { Elements = 100 }));
        Assert.Throws<ResourceLimitException>(() => PatchTable.Load(_path, new LoadLimits { NameLength = 3 }));
        // Patches are no tensors; the number of their values is limited.
        Assert.Equal(2, PatchTable.Load(_path, new LoadLimits { Tensors = 1 }).Channels.Length);
    }

    [Fact]
    public void Damaged_files_throw_nothing_but_our_exceptions()
    {
        Table("conv").Save(_path);
        byte[] whole = File.ReadAllBytes(_path);
        for (int length = 0; length < whole.Length; length += 1 + whole.Length / 50)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.Throws<ModelFormatException>(() => PatchTable.Load(_path));
        }

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 3].Sample(
            changes =>
            {
                byte[] damaged = [.. whole];
                foreach ((int at, byte value) in changes)
                    damaged[at] = value;
                File.WriteAllBytes(_path, damaged);
                try
                {
                    PatchTable.Load(_path).ToImage(8);
                }
                catch (Exception e) when (e is ModelFormatException or ResourceLimitException)
                {
                }
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Saving_ends_where_it_is_cancelled_and_leaves_the_old_file()
    {
        File.WriteAllText(_path, "old");
        Assert.Throws<OperationCanceledException>(() => Table("deep").Save(_path, new CancellationToken(true)));
        Assert.Equal("old", File.ReadAllText(_path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + "*"));
    }

    [Fact]
    public void Tables_of_different_networks_are_not_merged()
    {
        PatchTable table = Table("deep");
        NamedImage[] more = [new("d", TestImages.Noise(50, 50))];
        (Preprocessing, uint)[] others =
            [(Preprocessing.UnitRange, 9), (Preprocessing.Caffe, 1), (Preprocessing.UnitRange with { Std = [2] }, 1)];
        foreach ((Preprocessing preprocessing, uint seed) in others)
        {
            using Model other = PatchNetworks.Small(preprocessing, seed);
            PatchTable theirs = MaximallyActivatingPatches.Compute(
                other, more, "deep", [2, 0], new() { Count = 2 }, cancellationToken: Token);
            Assert.Contains("different networks", Assert.Throws<ArgumentException>(() => table.Merge(theirs)).Message);
            Assert.Contains("different networks", Assert.Throws<ArgumentException>(() => MaximallyActivatingPatches.Compute(
                other, more, "deep", [2, 0], new() { Count = 2, ContinueFrom = table }, cancellationToken: Token)).Message);
            Assert.Contains(
                "another network",
                Assert.Throws<ArgumentException>(() => MaximallyActivatingPatches.Verify(other, table, more, Token)).Message);
        }

        using Model deeper = PatchNetworks.Small();       // another object, the same network
        PatchTable ours = MaximallyActivatingPatches.Compute(deeper, more, "deep", [2, 0], new() { Count = 2 }, cancellationToken: Token);
        Assert.Equal(4, table.Merge(ours).ImageIds.Length);
    }

    /// <summary>
    /// Far in the padding a wide receptive field lies wholly outside; its patch is no larger than one of the whole input.
    /// </summary>
    [Fact]
    public void A_receptive_field_of_only_padding_has_a_patch_that_can_be_loaded()
    {
        GraphBuilder graph = new();
        int pad = graph.Node("pad", new Pad([0, 0, 60, 60], [0, 0, 60, 60]), graph.Input("x", null, 3, 16, 16));
        int conv = graph.Node(
            "conv", new Conv(Window.Square(3, dilation: 20)), pad, graph.Constant(new Shape(1, 3, 3, 3), [.. Enumerable.Repeat(-1f, 27)]));
        using Model model = new(graph.Build(conv), new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        PatchTable table = MaximallyActivatingPatches.Compute(
            model,
            [new("white", RgbImage.Solid(16, 16, RgbColor.White))],
            "conv",
            options: new() { PatchSize = 32 },
            cancellationToken: Token);
        ActivatingPatch patch = table.Of(0)[0];
        Assert.Equal((0, 0, 0f), (patch.Row, patch.Column, patch.Score));
        Assert.Equal((16, 16), (patch.Image.Width, patch.Image.Height));
        table.Save(_path);
        PatchTables.AssertEqual(table, PatchTable.Load(_path));
    }

    [Fact]
    public void The_figure_has_a_row_for_each_channel()
    {
        PatchTable table = Table("deep");
        RgbImage figure = table.ToImage(32);
        Assert.Equal((2 * 32 + 2, 2 * 32 + 2), (figure.Width, figure.Height));
        ActivatingPatch second = table.Of(0)[1];
        TestImages.AssertSame(second.Image, figure.Crop(34, 34, 32, 32));
        Assert.Equal(32, table.ToImage(32, [0]).Height);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.ToImage(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.ToImage(32, [5]));
        Assert.Throws<ArgumentException>(() => table.ToImage(32, []));
        string[] parts =
            ["Layer deep", "2, 0", "2 strongest", "3 images", "8 x 8 of 16 x 20", "checkered gray is padding", "the layer's own units"];
        foreach (string part in parts)
            Assert.Contains(part, table.Caption);
        Assert.Equal("deep: 2 channels, 3 images", table.ToString());
    }

    private static NamedImage[] Images() => [.. Enumerable.Range(0, 3).Select(Image)];

    private static NamedImage Image(int i)
    {
        RgbImage noise = TestImages.Noise(80, 100);
        return new NamedImage($"{(char)('a' + i)}", noise.WithRectangle(new PixelRectangle(20 * i, 9 * i, 40, 30), RgbColor.White));
    }

    /// <summary>Channels 2 and 0, two patches each; channel 0 is the second row.</summary>
    private static PatchTable Table(string layer)
    {
        using Model model = PatchNetworks.Small();
        return MaximallyActivatingPatches.Compute(model, Images(), layer, [2, 0], new() { Count = 2 }, cancellationToken: Token);
    }
}
