using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Synthesis.Presets;

/// <summary>Classes and channels: the target grows in every style, diversity makes images differ, and what is refused.</summary>
public sealed class VisualizationTests
{
    [Theory]
    [InlineData(VisualizationStyle.Fourier)]
    [InlineData(VisualizationStyle.Simonyan)]
    [InlineData(VisualizationStyle.Yosinski)]
    public void A_class_grows_in_every_style_and_any_preprocessing(VisualizationStyle style)
    {
        foreach (Preprocessing preprocessing in new[] { Preprocessing.ImageNet, Preprocessing.UnitRange })
        {
            using Model model = SmallNetworks.Color(16, 16, preprocessing);
            ClassVisualizationOptions options = new() { Style = style, Steps = 30, Images = 2, SnapshotEvery = 10 };
            SynthesizedImages images = ClassVisualization.Compute(model, Target.Class(1), options);
            Assert.True(images.FinalValues![1] > images.ValuesOf(1)[0] + 0.01, images.Caption);
            Assert.Equal((2, 30, 3), (images.Count, images.Steps, images.Snapshots.Count));
            Assert.Contains("class 1 (logit)", images.Caption);
        }
    }

    [Fact]
    public void A_channel_grows_or_falls_and_diversity_makes_images_differ()
    {
        using Model model = SmallNetworks.Color(16, 16);
        FeatureVisualizationOptions options = new() { Steps = 30, Images = 3 };
        SynthesizedImages most = FeatureVisualization.Compute(model, "conv2", 2, options);
        SynthesizedImages least = FeatureVisualization.Compute(model, "conv2", 2, options with { IsNegative = true });
        Assert.True(most.FinalValues![0] > -least.FinalValues![0]);
        SynthesizedImages different = FeatureVisualization.Compute(model, "conv2", 2, options with { Diversity = 2 });
        Assert.True(Similarity(different) < Similarity(most));

        double Similarity(SynthesizedImages images)
        {
            ImageSynthesisOptions once = new()
            {
                Images = 3,
                Steps = 1,
                Start = images.Inputs,
                Parameterization = Parameterization.Pixels(),
                Transformations = [],
            };
            return ImageSynthesis.Compute(model, Objective.Similarity("conv2"), once).ValuesOf()[0];
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Assert.Throws<ArgumentNullException>(() => ClassVisualization.Compute(null!, Target.Top));
        Assert.Throws<ArgumentNullException>(() => ClassVisualization.Compute(model, null!));
        Assert.ThrowsAny<ArgumentException>(() => ClassVisualization.Compute(model, Target.Class(5)));
        Assert.Throws<ArgumentNullException>(() => FeatureVisualization.Compute(null!, "conv2", 2));
        Assert.ThrowsAny<ArgumentException>(() => FeatureVisualization.Compute(model, "conv3", 2));
        Assert.ThrowsAny<ArgumentException>(() => FeatureVisualization.Compute(model, "conv2", 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassVisualizationOptions { Style = (VisualizationStyle)5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassVisualizationOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureVisualizationOptions { Diversity = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureVisualizationOptions { Images = 300 });
    }
}
