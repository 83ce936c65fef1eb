namespace NetInsight.Tests.Reports;

public sealed class SynthesisBesideTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Activations_and_percentiles_are_those_of_the_images_as_the_network_sees_them()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        string layer = model.Layers.Last(each => each.Operator == "Relu" && each.OutputShape is { Rank: 4 }).Name;
        NamedImage[] natural = [.. Segmentation.DemoMasks.Names.Select(name => new NamedImage(name, Segmentation.DemoMasks.Image(name)))];
        PatchTable patches = MaximallyActivatingPatches.Compute(model, natural, layer, [3, 5], cancellationToken: Token);
        FeatureVisualizationOptions options = new() { Steps = 24, Images = 2 };
        SynthesizedImages images = FeatureVisualization.Compute(model, layer, 5, options, cancellationToken: Token);
        SynthesisPatchReport report = images.Beside(model, patches, 5, Token);

        Assert.Equal(2, report.Activations.Length);
        Tensor map = model.Run(model.Prepare(images.ToImage(1)), [layer], cancellationToken: Token)[layer];
        int columns = map.Shape[3];
        Assert.Equal(Enumerable.Range(0, map.Shape[2] * columns).Max(i => map[0, 5, i / columns, i % columns]), report.Activations[1]);
        Assert.Equal(patches.Of(5).Select(patch => patch.Score), report.NaturalActivations);
        float[] all = [.. natural.Select(image => Strongest(model, layer, 5, image.Image))];
        for (int i = 0; i < 2; i++)
        {
            double percentile = 100.0 * all.Count(score => score < report.Activations[i]) / all.Length;
            bool isBelowAll = report.Activations[i] <= patches.Of(5)[^1].Score;
            Assert.True(report.Percentiles[i] is null ? isBelowAll : report.Percentiles[i] == percentile);
        }

        RgbImage figure = report.ToImage(32);
        Assert.Equal(2 * 32 + 2, figure.Height);
        Assert.Equal(32 + 10 + (patches.Of(5).Length + 1) / 2 * 34 - 2, figure.Width);
        Assert.Contains("24 natural images", report.Caption, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Beside(model, patches, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.ToImage(4));
        Assert.Throws<ArgumentNullException>(() => images.Beside(null!, patches, 5));
        using Model other = Attribution.SmallNetworks.Linear(3, -4);
        Assert.ThrowsAny<ArgumentException>(() => images.Beside(other, patches, 5));
    }

    [Fact]
    public void Classes_stand_beside_the_images_that_score_highest()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        string layer = model.Layers.Last(each => each.Operator is "Gemm" or "MatMul").Name;
        NamedImage[] natural = [.. Segmentation.DemoMasks.Names.Select(name => new NamedImage(name, Segmentation.DemoMasks.Image(name)))];
        PatchTable patches = MostActivatingImages.Compute(model, natural, layer, [10], cancellationToken: Token);
        SynthesizedImages star = ClassVisualization.Compute(
            model, Target.Class(10), new ClassVisualizationOptions { Steps = 64 }, cancellationToken: Token);
        SynthesisPatchReport report = star.Beside(model, patches, 10, Token);
        Assert.True(report.Percentiles[0] > 50, report.Caption);
    }

    private static float Strongest(Model model, string layer, int channel, RgbImage image)
    {
        Tensor map = model.Run(model.Prepare(image), [layer], cancellationToken: Token)[layer];
        int positions = map.Shape[2] * map.Shape[3];
        return map.AsSpan().Slice(channel * positions, positions).ToArray().Max();
    }
}
