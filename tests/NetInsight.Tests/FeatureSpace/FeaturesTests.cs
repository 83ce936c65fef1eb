using NetInsight.Tests.Models;

namespace NetInsight.Tests.FeatureSpace;

public sealed class FeaturesTests
{
    private static readonly RgbImage[] Images =
    [
        .. Enumerable.Range(0, 7).Select(i => RgbImage.Solid(36, 40 + i, new RgbColor((byte)(20 * i), (byte)(255 - 30 * i), 90))
            .WithRectangle(new PixelRectangle(5, 3 * i, 11, 9), RgbColor.White)),
    ];

    [Fact]
    public void Every_row_is_the_layers_output_for_the_image_alone()
    {
        using Model model = Network();
        foreach (string layer in new[] { "layer2", "linear" })
        {
            FeatureTable table = NetInsight.Features.Compute(model, Images, layer, new() { BatchSize = 3 });
            Assert.Equal(7, table.Count);
            Assert.Equal(layer, table.Layer);
            for (int i = 0; i < 7; i++)
            {
                Tensor alone = model.Run(model.Prepare(Images[i]), [layer])[layer];
                // A GEMM of one row sums in another order than that of several.
                Near.Relative(alone, new Tensor(alone.Shape, table[i]), Tolerances.FewRoundings);
            }
        }
    }

    [Fact]
    public void Pooling_takes_the_mean_or_the_largest_of_each_channel()
    {
        using Model model = Network();
        FeatureTable all = NetInsight.Features.Compute(model, Images, "layer2");
        FeatureTable mean = NetInsight.Features.Compute(model, Images, "layer2", new() { Pooling = FeaturePooling.Average });
        FeatureTable largest = NetInsight.Features.Compute(model, Images, "layer2", new() { Pooling = FeaturePooling.Maximum });
        int positions = all.Width / mean.Width;
        Assert.Equal((32, 32), (mean.Width, largest.Width));
        for (int i = 0; i < 7; i++)
        {
            for (int c = 0; c < 32; c++)
            {
                float[] channel = all[i].Slice(c * positions, positions).ToArray();
                Assert.Equal(channel.Average(x => (double)x), mean[i][c], 1e-5);
                Assert.Equal(channel.Max(), largest[i][c]);
            }
        }

        Assert.Equal(10, NetInsight.Features.Compute(model, Images, "linear", new() { Pooling = FeaturePooling.Average }).Width);
    }

    [Fact]
    public void Images_are_enumerated_one_batch_at_a_time()
    {
        using Model model = Network();
        int enumerated = 0, mostAhead = 0;
        RecordedProgress<Progress> reports = new();
        IEnumerable<RgbImage> Stream()
        {
            foreach (RgbImage image in Images)
            {
                enumerated++;
                mostAhead = Math.Max(mostAhead, enumerated - (reports.Seen.Count == 0 ? 0 : reports.Seen[^1].Done));
                yield return image;
            }
        }

        FeatureTable table = NetInsight.Features.Compute(model, Stream(), "linear", new() { BatchSize = 2 }, reports);
        Assert.Equal(7, table.Count);
        Assert.Equal(2, mostAhead);
        Assert.Equal(new Progress(7, 7, default), reports.Seen[^1] with { Elapsed = default });
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => NetInsight.Features.Compute(model, Images, "linear", cancellationToken: cancelled));
    }

    [Fact]
    public async Task An_asynchronous_sequence_gives_the_same()
    {
        using Model model = Network();
        int inTheCallersThread = 0, caller = Environment.CurrentManagedThreadId;
        async IAsyncEnumerable<RgbImage> Stream(bool waits)
        {
            foreach (RgbImage image in Images)
            {
                if (waits)
                    await Task.Yield();
                inTheCallersThread += Environment.CurrentManagedThreadId == caller ? 1 : 0;
                yield return image;
            }
        }

        FeaturesOptions options = new() { BatchSize = 3 };
        CancellationToken token = TestContext.Current.CancellationToken, cancelled = new(canceled: true);
        FeatureTable table = NetInsight.Features.Compute(model, Images, "linear", options, cancellationToken: token);
        Task<FeatureTable> ready = NetInsight.Features.ComputeAsync(model, Stream(false), "linear", options, cancellationToken: token);
        Assert.Equal((7, true), (inTheCallersThread, ready.IsCompleted));           // nothing to await: all on the caller's thread
        FeatureTable atOnce = await ready;
        Assert.Equal(table.Values.AsSpan(), atOnce.Values.AsSpan());
        RecordedProgress<Progress> reports = new();
        FeatureTable waited = await NetInsight.Features.ComputeAsync(model, Stream(true), "linear", options, reports, token);
        Assert.Equal(table.Values.AsSpan(), waited.Values.AsSpan());
        Assert.Equal([3, 6, 7], reports.Seen.Select(report => report.Done));
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => NetInsight.Features.ComputeAsync(model, Stream(true), "linear", cancellationToken: cancelled));
        Assert.Throws<ArgumentException>(() => { _ = NetInsight.Features.ComputeAsync(model, Stream(true), "layer9"); });
    }

    [Fact]
    public async Task Named_images_name_the_rows_in_every_form()
    {
        using Model model = Network();
        NamedImage[] named = [.. Images.Select((image, i) => new NamedImage($"{7 - i}.jpg", image))];
        string[] ids = [.. named.Select(image => image.Id)];
        CancellationToken token = TestContext.Current.CancellationToken;
        FeatureTable plain = NetInsight.Features.Compute(model, Images, "linear", cancellationToken: token);
        FeatureTable table = NetInsight.Features.Compute(model, named, "linear", cancellationToken: token);
        FeatureTable awaited = await NetInsight.Features.ComputeAsync(model, Stream(), "linear", cancellationToken: token);
        FeatureTable pixels = PixelFeatures.Compute(model, named, token);
        Assert.Null(plain.Ids);
        Assert.All(new[] { table, awaited, pixels }, each => Assert.Equal(ids, each.Ids!.Value));
        Assert.Equal(plain.Values.AsSpan(), table.Values.AsSpan());
        Assert.Equal(plain.Values.AsSpan(), awaited.Values.AsSpan());
        Assert.Equal(PixelFeatures.Compute(model, Images, token).Values.AsSpan(), pixels.Values.AsSpan());

        NearestNeighborTable neighbors = NearestNeighbors.Compute(table, 2, cancellationToken: token);
        Assert.Equal(ids, neighbors.Ids!.Value);
        Assert.Equal(NearestNeighbors.Compute(table.Values, 2, cancellationToken: token).Indices(3), neighbors.Indices(3));

        NamedImage[] twice = [named[0], named[1], named[0]];
        Refused("two images '7.jpg'", () => NetInsight.Features.Compute(model, twice, "linear", cancellationToken: token));
        Refused("two images '7.jpg'", () => PixelFeatures.Compute(model, twice, token));
        Refused("is no text", () => NetInsight.Features.Compute(model, [new NamedImage("\ud800", Images[0])], "linear"));
        Refused("Image 0 is null", () => NetInsight.Features.Compute(model, [new NamedImage("a", null!)], "linear"));

        async IAsyncEnumerable<NamedImage> Stream()
        {
            foreach (NamedImage image in named)
            {
                await Task.Yield();
                yield return image;
            }
        }

        static void Refused(string message, Func<object> compute) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>("images", compute).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_are_those_of_the_networks_input()
    {
        using Model model = Network();
        FeatureTable table = PixelFeatures.Compute(model, Images);
        Assert.Equal((7, 3 * 32 * 32, "pixels"), (table.Count, table.Width, table.Layer));
        Assert.Equal(model.Fit(Images[2])[4, 5].G / 255f, table[2][3 * (4 * 32 + 5) + 1]);
    }

    [Fact]
    public void Neighbours_in_the_last_features_share_the_class_twice_as_often_as_in_pixels()
    {
        string network = SharedFiles.Require("data/models/cifar_resnet20.safetensors");
        List<(RgbImage Image, int Label)> images = CifarImages.Load("data/cifar10-test-2000.safetensors");
        using Model model = Architectures.CifarResNet(20, Weights.Load(network));
        string[] labels = [.. images.Select(each => $"{each.Label}")];
        string layer = model.Layers.Last(each => each.OutputShape is { } shape && shape.Count == 64).Name;
        FeatureTable features = NetInsight.Features.Compute(model, images.Select(each => each.Image), layer);
        FeatureTable pixels = PixelFeatures.Compute(model, images.Select(each => each.Image));
        double inFeatures = NearestNeighbors.Compute(features.Values, 10).LabelAgreement(labels, labels);
        double inPixels = NearestNeighbors.Compute(pixels.Values, 10).LabelAgreement(labels, labels);
        string shares = $"neighbours with the query's class: {inFeatures:P1} in '{layer}', {inPixels:P1} in pixels";
        TestContext.Current.SendDiagnosticMessage(shares);
        Assert.True(inFeatures >= 2 * inPixels, shares);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using Model model = Network();
        AssertNamed("no layer 'layer9'", Images, "layer9");
        AssertNamed("no image", [], "linear");
        AssertNamed(" 1 is null", [Images[0], null!], "linear");
        Assert.Throws<ArgumentException>(() => PixelFeatures.Compute(model, Array.Empty<RgbImage>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeaturesOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeaturesOptions { MemoryBudget = 0 });

        void AssertNamed(string expected, RgbImage[] images, string layer) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => NetInsight.Features.Compute(model, images, layer)).Message);
    }

    private static Model Network() => Architectures.CifarResNet(20, HashFill.Weights);
}
