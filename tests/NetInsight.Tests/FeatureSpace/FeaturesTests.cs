using NetInsight.Tests.Models;

namespace NetInsight.Tests.FeatureSpace;

public sealed class FeaturesTests
{
    private static readonly RgbImage[] Pictures = [.. Enumerable.Range(0, 7).Select(i => RgbImage.Solid(36, 40 + i, new RgbColor((byte)(20 * i), (byte)(255 - 30 * i), 90)).WithRectangle(new PixelRectangle(5, 3 * i, 11, 9), RgbColor.White))];

    [Fact]
    public void Every_row_is_what_the_layer_makes_of_the_picture_alone()
    {
        using Model model = Network();
        foreach (string layer in new[] { "layer2", "linear" })
        {
            FeatureTable table = NetInsight.Features.Compute(model, Pictures, layer, new() { BatchSize = 3 });
            Assert.Equal(7, table.Count);
            Assert.Equal(layer, table.Layer);
            for (int i = 0; i < 7; i++)
            {
                Tensor alone = model.Run(model.Prepare(Pictures[i]), [layer])[layer];
                Near.Relative(alone, new Tensor(alone.Shape, table[i]), Tolerances.FewRoundings);       // one row is multiplied in another order than several
            }
        }
    }

    [Fact]
    public void Pooling_takes_the_mean_or_the_largest_of_each_channel()
    {
        using Model model = Network();
        FeatureTable all = NetInsight.Features.Compute(model, Pictures, "layer2"), mean = NetInsight.Features.Compute(model, Pictures, "layer2", new() { Pooling = FeaturePooling.Average });
        FeatureTable largest = NetInsight.Features.Compute(model, Pictures, "layer2", new() { Pooling = FeaturePooling.Maximum });
        int places = all.Width / mean.Width;
        Assert.Equal((32, 32), (mean.Width, largest.Width));
        for (int i = 0; i < 7; i++)
        {
            for (int c = 0; c < 32; c++)
            {
                float[] channel = all[i].Slice(c * places, places).ToArray();
                Assert.Equal(channel.Average(x => (double)x), mean[i][c], 1e-5);
                Assert.Equal(channel.Max(), largest[i][c]);
            }
        }

        Assert.Equal(10, NetInsight.Features.Compute(model, Pictures, "linear", new() { Pooling = FeaturePooling.Average }).Width);
    }

    [Fact]
    public void Pictures_are_drawn_one_batch_at_a_time()
    {
        using Model model = Network();
        int drawn = 0, mostAhead = 0;
        Reports<Progress> reports = new();
        IEnumerable<RgbImage> Stream()
        {
            foreach (RgbImage picture in Pictures)
            {
                drawn++;
                mostAhead = Math.Max(mostAhead, drawn - (reports.Seen.Count == 0 ? 0 : reports.Seen[^1].Done));
                yield return picture;
            }
        }

        FeatureTable table = NetInsight.Features.Compute(model, Stream(), "linear", new() { BatchSize = 2 }, reports);
        Assert.Equal(7, table.Count);
        Assert.Equal(2, mostAhead);
        Assert.Equal(new Progress(7, 7, default), reports.Seen[^1] with { Elapsed = default });
        Assert.Throws<OperationCanceledException>(() => NetInsight.Features.Compute(model, Pictures, "linear", cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public async Task An_asynchronous_sequence_gives_the_same()
    {
        using Model model = Network();
        int inTheCallersThread = 0, caller = Environment.CurrentManagedThreadId;
        async IAsyncEnumerable<RgbImage> Stream(bool waits)
        {
            foreach (RgbImage picture in Pictures)
            {
                if (waits)
                    await Task.Yield();
                inTheCallersThread += Environment.CurrentManagedThreadId == caller ? 1 : 0;
                yield return picture;
            }
        }

        FeaturesOptions options = new() { BatchSize = 3 };
        FeatureTable table = NetInsight.Features.Compute(model, Pictures, "linear", options, cancellationToken: TestContext.Current.CancellationToken);
        Task<FeatureTable> ready = NetInsight.Features.ComputeAsync(model, Stream(false), "linear", options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((7, true), (inTheCallersThread, ready.IsCompleted));           // nothing to wait for: all in the caller's thread
        FeatureTable atOnce = await ready;
        Assert.Equal(table.Values.AsSpan(), atOnce.Values.AsSpan());
        Reports<Progress> reports = new();
        FeatureTable waited = await NetInsight.Features.ComputeAsync(model, Stream(true), "linear", options, reports, TestContext.Current.CancellationToken);
        Assert.Equal(table.Values.AsSpan(), waited.Values.AsSpan());
        Assert.Equal([3, 6, 7], reports.Seen.Select(report => report.Done));
        await Assert.ThrowsAsync<OperationCanceledException>(() => NetInsight.Features.ComputeAsync(model, Stream(true), "linear", cancellationToken: new CancellationToken(true)));
        Assert.Throws<ArgumentException>(() => { _ = NetInsight.Features.ComputeAsync(model, Stream(true), "layer9"); });
    }

    [Fact]
    public void Pixels_are_those_that_the_network_sees()
    {
        using Model model = Network();
        FeatureTable table = PixelFeatures.Compute(model, Pictures);
        Assert.Equal((7, 3 * 32 * 32, "pixels"), (table.Count, table.Width, table.Layer));
        Assert.Equal(model.Fit(Pictures[2])[4, 5].G / 255f, table[2][3 * (4 * 32 + 5) + 1]);
    }

    [Fact]
    public void Neighbours_in_the_last_features_share_the_class_twice_as_often_as_in_pixels()
    {
        string network = SharedFiles.Require("data/models/cifar_resnet20.safetensors");
        List<(RgbImage Image, int Label)> pictures = CifarImages.Load("data/cifar10-test-2000.safetensors");
        using Model model = Architectures.CifarResNet(20, Weights.Load(network));
        string[] labels = [.. pictures.Select(picture => $"{picture.Label}")];
        string layer = model.Layers.Last(each => each.OutputShape is { } shape && shape.Count == 64).Name;
        FeatureTable features = NetInsight.Features.Compute(model, pictures.Select(picture => picture.Image), layer);
        FeatureTable pixels = PixelFeatures.Compute(model, pictures.Select(picture => picture.Image));
        double inFeatures = NearestNeighbors.Compute(features.Values, 10).LabelAgreement(labels, labels);
        double inPixels = NearestNeighbors.Compute(pixels.Values, 10).LabelAgreement(labels, labels);
        TestContext.Current.SendDiagnosticMessage($"neighbours with the query's class: {inFeatures:P1} in '{layer}', {inPixels:P1} in pixels");
        Assert.True(inFeatures >= 2 * inPixels, $"{inFeatures:P1} in features, {inPixels:P1} in pixels");
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using Model model = Network();
        Assert.Contains("no layer 'layer9'", Assert.Throws<ArgumentException>(() => NetInsight.Features.Compute(model, Pictures, "layer9")).Message);
        Assert.Contains("no picture", Assert.Throws<ArgumentException>(() => NetInsight.Features.Compute(model, [], "linear")).Message);
        Assert.Contains("Image 1 is null", Assert.Throws<ArgumentException>(() => NetInsight.Features.Compute(model, [Pictures[0], null!], "linear")).Message);
        Assert.Throws<ArgumentException>(() => PixelFeatures.Compute(model, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeaturesOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeaturesOptions { MemoryBudget = 0 });
    }

    private static Model Network() => Architectures.CifarResNet(20, HashFill.Weights);
}
