using CsCheck;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Imaging;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

public sealed class MaximallyActivatingPatchesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_result_is_that_of_sorting_all_units_of_all_images()
    {
        using Model model = PatchNetworks.Small();
        (from images in PatchNetworks.Images
         from count in Gen.Int[1, 12]
         from perImage in Gen.OneOf(Gen.Const(1), Gen.Int[2, 20])
         from batch in Gen.Int[1, 5]
         from layer in Gen.Bool.Select(isDeep => isDeep ? "deep" : "conv")
         from channels in Gen.OneOf(Gen.Const((int[]?)null), Gen.Shuffle(new[] { 0, 1, 2, 3 }, 1, 4).Select(chosen => (int[]?)chosen))
         select (images, count, perImage, batch, layer, channels)).Sample(
            test =>
            {
                PatchesOptions options = new() { Count = test.count, PerImage = test.perImage, BatchSize = test.batch };
                PatchTable table = MaximallyActivatingPatches.Compute(
                    model, test.images, test.layer, test.channels, options, cancellationToken: Token);
                Assert.Equal(test.channels ?? Enumerable.Range(0, test.layer == "conv" ? 4 : 6), table.Channels);
                foreach (int channel in table.Channels)
                {
                    Assert.Equal(
                        Sorted(model, test.images, test.layer, channel, test.count, test.perImage), table.Of(channel).Select(Unit));
                }
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public void Halves_merged_are_the_whole()
    {
        using Model model = PatchNetworks.Small();
        (from images in PatchNetworks.Images
         from isLeft in Gen.Bool.Array[9]
         from perImage in Gen.Int[1, 3]
         select (images, isLeft, perImage)).Sample(
            test =>
            {
                NamedImage[] left = [.. test.images.Where((_, i) => test.isLeft[i])];
                NamedImage[] right = [.. test.images.Where((_, i) => !test.isLeft[i])];
                if (left.Length == 0 || right.Length == 0)
                    return;
                PatchesOptions options = new() { Count = 4, PerImage = test.perImage, PatchSize = 16 };
                PatchTable whole = Search(test.images), first = Search(left), second = Search(right);
                PatchTables.AssertEqual(whole, first.Merge(second));
                PatchTables.AssertEqual(whole, second.Merge(first));
                PatchTables.AssertEqual(whole, Search(test.images, options with { ContinueFrom = first }));

                PatchTable Search(NamedImage[] images, PatchesOptions? other = null) =>
                    MaximallyActivatingPatches.Compute(model, images, "deep", options: other ?? options, cancellationToken: Token);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void A_patch_shows_the_receptive_field_in_the_original_and_padding_in_checkered_gray()
    {
        using Model model = PatchNetworks.Small();
        RgbImage noise = TestImages.Noise(60, 60);        // three original pixels per input pixel; six rows cropped at top and bottom
        PatchTable table = MaximallyActivatingPatches.Compute(
            model, [new("noise", noise)], "deep", options: new() { Count = 480, PerImage = 480 }, cancellationToken: Token);
        Assert.Equal(6 * 80, table.Channels.Sum(channel => table.Of(channel).Length));
        foreach (ActivatingPatch patch in table.Channels.SelectMany(channel => table.Of(channel)))
        {
            Assert.Equal(new PixelRectangle(2 * patch.Row - 3, 2 * patch.Column - 3, 8, 8), patch.Input);
            Assert.Equal((24, 24), (patch.Image.Width, patch.Image.Height));
            for (int y = 0; y < 24; y++)
            {
                for (int x = 0; x < 24; x++)
                {
                    (int fromX, int fromY) = (3 * patch.Input.Left + x, 3 * patch.Input.Top + 6 + y);
                    bool isInside = fromX >= 0 && fromX < 60 && fromY >= 6 && fromY < 54;
                    RgbColor color = patch.Image[y, x];
                    Assert.True(
                        isInside ? color == noise[fromY, fromX] : color.R is 214 or 186 && color.R == color.G && color.G == color.B);
                }
            }

            (int left, int top) = (Math.Max(0, 3 * patch.Input.Left), Math.Max(6, 3 * patch.Input.Top + 6));
            Assert.Equal(
                new PixelRectangle(top, left, Math.Min(54, 3 * patch.Input.Top + 30) - top, Math.Min(60, 3 * patch.Input.Left + 24) - left),
                patch.Original);
        }
    }

    [Fact]
    public void Large_originals_give_patches_no_larger_than_requested()
    {
        using Model model = PatchNetworks.Small();
        foreach ((int width, int height) in new[] { (500, 400), (640, 399), (399, 640), (21, 900) })
        {
            PatchesOptions options = new() { Count = 99, PerImage = 99, PatchSize = 24 };
            PatchTable table = MaximallyActivatingPatches.Compute(
                model, [new("large", TestImages.Gradient(height, width))], "deep", options: options, cancellationToken: Token);
            foreach (ActivatingPatch patch in table.Channels.SelectMany(channel => table.Of(channel)))
                Assert.InRange(Math.Max(patch.Image.Width, patch.Image.Height), Math.Min(22, 8 * Math.Min(width, height) / 20), 24);
        }
    }

    [Fact]
    public void Only_the_images_of_a_batch_are_held()
    {
        using Model model = PatchNetworks.Small();
        List<WeakReference> drawn = [];
        int mostAlive = 0;
        IEnumerable<NamedImage> Stream()
        {
            for (int i = 0; i < 12; i++)
            {
                GC.GetTotalMemory(forceFullCollection: true);
                mostAlive = Math.Max(mostAlive, drawn.Count(each => each.IsAlive));
                yield return Next(i);
            }
        }

        NamedImage Next(int i)
        {
            NamedImage image = new($"{i}", TestImages.Noise(300, 300 + i));
            drawn.Add(new WeakReference(image.Image));
            return image;
        }

        PatchTable table = MaximallyActivatingPatches.Compute(
            model, Stream(), "deep", options: new() { Count = 2, BatchSize = 3 }, cancellationToken: Token);
        Assert.Equal(12, table.ImageIds.Length);
        Assert.All(table.Channels, channel => Assert.Equal(2, table.Of(channel).Length));
        Assert.InRange(mostAlive, 1, 4);

        drawn.Clear();
        mostAlive = 0;
        MaximallyActivatingPatches.Compute(
            model, Stream(), "deep", options: new() { Count = 2, MemoryBudget = 600_000 }, cancellationToken: Token);
        Assert.InRange(mostAlive, 1, 4);                          // 270,000 bytes each: the budget closes a batch after three
    }

    [Fact]
    public void A_cancelled_search_continues_from_its_checkpoint()
    {
        using Model model = PatchNetworks.Small();
        NamedImage[] images = [.. Enumerable.Range(0, 11).Select(i => new NamedImage($"{i}", TestImages.Noise(30, 20 + i)))];
        PatchTable whole = MaximallyActivatingPatches.Compute(model, images, "deep", [3, 1], cancellationToken: Token);
        string file = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.json");
        try
        {
            using CancellationTokenSource source = new();
            IEnumerable<NamedImage> Stream()
            {
                foreach (NamedImage image in images)
                {
                    if (image.Id == "7")
                        source.Cancel();
                    yield return image;
                }
            }

            PatchesOptions options = new() { BatchSize = 2, CheckpointFile = file, CheckpointInterval = 2 };
            Assert.Throws<OperationCanceledException>(
                () => MaximallyActivatingPatches.Compute(model, Stream(), "deep", [3, 1], options, cancellationToken: source.Token));
            PatchTable found = PatchTable.Load(file);
            Assert.Equal(["0", "1", "2", "3", "4", "5"], found.ImageIds);
            RecordedProgress<Progress> reports = new();
            PatchTables.AssertEqual(
                whole,
                MaximallyActivatingPatches.Compute(model, images, "deep", [3, 1], options with { ContinueFrom = found }, reports, Token));
            Assert.Equal((11, 11), (reports.Seen[^1].Done, reports.Seen[^1].Total));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_could_not_be_saved_is_refused_before_the_first_image()
    {
        using Model model = PatchNetworks.Small();
        IEnumerable<NamedImage> Never()
        {
            Assert.Fail("An image was requested.");
            yield break;
        }

        string missing = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}", "checkpoint.json");
        Assert.Throws<DirectoryNotFoundException>(() =>
            MaximallyActivatingPatches.Compute(
                model, Never(), "deep", options: new() { CheckpointFile = missing }, cancellationToken: Token));
        Assert.Throws<IOException>(() =>
            MaximallyActivatingPatches.Compute(
                model, Never(), "deep", options: new() { CheckpointFile = Path.GetTempPath() }, cancellationToken: Token));
        Assert.Throws<ArgumentException>(() => new PatchesOptions { CheckpointFile = "" });
        foreach (string id in new[] { new string('a', 5000), "\ud800", "a\udc00b", "\ud83d" })
        {
            Assert.Contains("no text of at most", Assert.Throws<ArgumentException>(
                () => MaximallyActivatingPatches.Compute(
                    model, [new NamedImage(id, TestImages.Noise(20, 20))], "deep", cancellationToken: Token)).Message);
        }

        Assert.Equal(
            "\ud83d\ude00",
            Assert.Single(
                MaximallyActivatingPatches.Compute(
                    model, [new("\ud83d\ude00", TestImages.Noise(20, 20))], "deep", cancellationToken: Token).ImageIds));
    }

    /// <summary>Many units of one image, many of them equal, are ranked as few are.</summary>
    [Fact]
    public void Thousands_of_units_of_an_image_are_the_sorted_ones()
    {
        GraphBuilder graph = new();
        using Model model = new(
            graph.Build(
                graph.Node(
                    "relu",
                    new Activation<Relu>(),
                    graph.Node("less", new Arithmetic<Sub>(), graph.Input("x", null, 3, 90, 90), graph.Constant(new Shape(1), 0.5f)))),
            new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        NamedImage[] images = [.. Enumerable.Range(0, 3).Select(i => new NamedImage($"{2 - i}", TestImages.Noise(90, 90 - 30 * i)))];
        foreach ((int count, int perImage) in new[] { (10_000, 10_000), (3000, 1500), (5, 3) })
        {
            PatchTable table = MaximallyActivatingPatches.Compute(
                model, images, "relu", [1], new() { Count = count, PerImage = perImage, PatchSize = 8 }, cancellationToken: Token);
            Assert.Equal(Sorted(model, images, "relu", 1, count, perImage), table.Of(1).Select(Unit));
        }
    }

    [Fact]
    public async Task An_asynchronous_sequence_gives_the_same()
    {
        using Model model = PatchNetworks.Small();
        NamedImage[] images = [.. Enumerable.Range(0, 5).Select(i => new NamedImage($"{i}", TestImages.Noise(30, 20 + i)))];
        async IAsyncEnumerable<NamedImage> Stream()
        {
            foreach (NamedImage image in images)
            {
                await Task.Yield();
                yield return image;
            }
        }

        PatchesOptions options = new() { BatchSize = 2 };
        PatchTables.AssertEqual(
            MaximallyActivatingPatches.Compute(model, images, "deep", options: options, cancellationToken: Token),
            await MaximallyActivatingPatches.ComputeAsync(model, Stream(), "deep", options: options, cancellationToken: Token));
        PatchTables.AssertEqual(
            MostActivatingImages.Compute(model, images, "units", cancellationToken: Token), await MostActivatingImages.ComputeAsync(
                model, Stream(), "units", cancellationToken: Token));
    }

    [Fact]
    public void Where_paths_are_not_aligned_whole_images_are_shown()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, 8, 8);
        int even = graph.Node("even", new MaxPool(Window.Square(2)), graph.Node("pad", new Pad([0, 0, 0, 0], [0, 0, 1, 1]), x));
        using Model model = new(
            graph.Build(graph.Node("sum", new Arithmetic<Add>(), x, even)), new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        RgbImage noise = TestImages.Noise(16, 16);
        PatchTable table = MaximallyActivatingPatches.Compute(model, [new("noise", noise)], "sum", cancellationToken: Token);
        Assert.Null(table.Field);
        TestImages.AssertSame(noise, table.Of(0)[0].Image);
        Assert.Contains("the whole input", table.Caption);
        Assert.Throws<InvalidOperationException>(() => MaximallyActivatingPatches.Verify(model, table, [], Token));
    }

    [Fact]
    public void Units_that_are_not_finite_are_left_out()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, 4, 4);
        Shape shape = new(1, 3, 1, 1);
        int conv = graph.Node("conv", new Conv(Window.Square(1)), x, graph.Constant(shape, float.MaxValue, 0, 0));
        using Model model = new(
            graph.Build(graph.Node("twice", new Arithmetic<Add>(), conv, conv)),
            new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        RgbImage image = RgbImage.Solid(4, 4, RgbColor.White).WithRectangle(new PixelRectangle(2, 1, 1, 1), RgbColor.Black);
        ActivatingPatch only = Assert.Single(
            MaximallyActivatingPatches.Compute(
                model, [new("p", image)], "twice", options: new() { PerImage = 9 }, cancellationToken: Token).Of(0));
        Assert.Equal((0f, 2, 1), (only.Score, only.Row, only.Column));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using Model model = PatchNetworks.Small();
        NamedImage image = new("p", TestImages.Noise(20, 20));
        PatchTable Search(IEnumerable<NamedImage> images, string layer = "deep", int[]? channels = null, PatchesOptions? options = null) =>
            MaximallyActivatingPatches.Compute(model, images, layer, channels, options, cancellationToken: Token);

        Assert.Contains("no layer 'depe'", Assert.Throws<ArgumentException>(() => Search([image], "depe")).Message);
        Assert.Contains(nameof(MostActivatingImages), Assert.Throws<ArgumentException>(() => Search([image], "units")).Message);
        Assert.Contains("2x2x8x10 of one image", Assert.Throws<ArgumentException>(() => Search([image], "blocks")).Message);
        Assert.Contains(
            "2x2x8x10 of one image",
            Assert.Throws<ArgumentException>(
                () => MostActivatingImages.Compute(model, [image], "blocks", cancellationToken: Token)).Message);
        Assert.Contains("0 to 5", Assert.Throws<ArgumentOutOfRangeException>(() => Search([image], channels: [6])).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Search([image], channels: [1, 1])).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => Search([image], channels: [])).Message);
        Assert.Contains("no image", Assert.Throws<ArgumentException>(() => Search([])).Message);
        Assert.Contains("Image 1 is null", Assert.Throws<ArgumentException>(() => Search([image, null!])).Message);
        Assert.Contains("two images 'p'", Assert.Throws<ArgumentException>(() => Search([image, image])).Message);
        PatchTable other = Search([image], options: new() { Count = 3 });
        Assert.Contains("differ", Assert.Throws<ArgumentException>(() => Search([image], options: new() { ContinueFrom = other })).Message);
        Assert.Contains("'p' was searched", Assert.Throws<ArgumentException>(() => other.Merge(other)).Message);
        Assert.Contains("channels", Assert.Throws<ArgumentException>(() => Search([image]).Merge(Search([image], channels: [1]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Of(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { Count = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { PerImage = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { PatchSize = 7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { MemoryBudget = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatchesOptions { CheckpointInterval = 0 });
        Assert.Throws<OperationCanceledException>(
            () => MaximallyActivatingPatches.Compute(model, [image], "deep", cancellationToken: new CancellationToken(true)));
    }

    /// <summary>The definition: all units of all images in one list, sorted.</summary>
    private static IEnumerable<(string, float, int, int)> Sorted(
        Model model, NamedImage[] images, string layer, int channel, int count, int perImage)
    {
        List<(string Id, float Score, int Row, int Column)> all = [];
        foreach (NamedImage image in images)
        {
            Tensor map = model.Run(model.Prepare(image.Image), [layer], cancellationToken: Token)[layer];
            all.AddRange((from row in Enumerable.Range(0, map.Shape[2])
                          from column in Enumerable.Range(0, map.Shape[3])
                          orderby map[0, channel, row, column] descending, row, column
                          select (image.Id, map[0, channel, row, column], row, column)).Take(perImage));
        }

        return all.OrderByDescending(unit => unit.Score).ThenBy(unit => unit.Id, StringComparer.Ordinal)
            .ThenBy(unit => unit.Row).ThenBy(unit => unit.Column).Take(count);
    }

    private static (string, float, int, int) Unit(ActivatingPatch patch) => (patch.ImageId, patch.Score, patch.Row, patch.Column);
}
