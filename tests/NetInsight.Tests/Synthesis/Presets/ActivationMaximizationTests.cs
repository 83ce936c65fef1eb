using NetInsight.Tests.Attribution;
using NetInsight.Tests.FeatureSpace;

namespace NetInsight.Tests.Synthesis.Presets;

/// <summary>Accentuation of a given image: how far it goes, both signs, any preprocessing, and what is refused.</summary>
public sealed class ActivationMaximizationTests
{
    private static readonly RgbImage Photo =
        Preprocessing.UnitRange.ToImage(HashFill.Uniform("accentuated", new Shape(1, 3, 16, 16), 0.2f, 0.8f));

    private static readonly ActivationMaximizationOptions Quick = new()
    {
        Steps = 40,
        Transformations = [Transformation.Jitter(2)],
    };

    /// <summary>Along a linear target the penalty balances the slope where the root mean square of the change is the given share.</summary>
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.05)]
    public void A_linear_target_comes_to_rest_at_the_given_change(double change)
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        RgbImage image = RgbImage.FromPixels((ReadOnlySpan<byte>)[100, 120, 110], 1, 3, PixelLayout.Gray8);
        SynthesizedImages result = ActivationMaximization.Compute(model, image, Target.Class(1), new ActivationMaximizationOptions
        {
            Change = change,
            Steps = 300,
            Parameterization = Parameterization.Pixels(),
            Transformations = [],
            Optimizer = Optimizer.GradientAscent(1, StepNormalization.None),
        });
        float[] start = [.. model.Prepare(image).AsSpan()], weights = [1, -2, 3];
        double unit = change * 255 * Math.Sqrt(3) / Math.Sqrt(14);
        for (int i = 0; i < 3; i++)
            Assert.Equal(start[i] + unit * weights[i], result.Inputs.AsSpan()[i], 1e-3);
        Assert.Equal(start[0] - 2 * start[1] + 3 * start[2] + 14 * unit, result.FinalValues![0], 1e-2);
    }

    [Fact]
    public void The_target_grows_or_falls_and_the_image_stays_nearer_with_a_smaller_change()
    {
        foreach (Preprocessing preprocessing in new[] { Preprocessing.ImageNet, Preprocessing.UnitRange, Preprocessing.Caffe })
        {
            using Model model = SmallNetworks.Color(16, 16, preprocessing);
            Tensor start = model.Prepare(Photo);
            double before = model.Logits(start)[0, 1];
            SynthesizedImages most = Run(Quick with { Change = null }), near = Run(Quick with { Change = 0.02 });
            SynthesizedImages least = Run(Quick with { IsNegative = true });
            Assert.True(most.FinalValues![0] > before && near.FinalValues![0] > before, $"{before}; {most.Caption}");
            Assert.True(-least.FinalValues![0] < before);
            Assert.True(Distance(near) < 0.7 * Distance(most), $"{Distance(near)} {Distance(most)}");
            Assert.Contains("squared distance from an image", near.Caption);
            Assert.DoesNotContain("regularised", most.Caption);

            SynthesizedImages Run(ActivationMaximizationOptions options) =>
                ActivationMaximization.Compute(model, Photo, Target.Class(1), options);

            double Distance(SynthesizedImages images) => Math.Sqrt(
                images.Inputs.AsSpan().ToArray().Zip(start.AsSpan().ToArray(), (a, b) => Math.Pow((double)a - b, 2)).Sum());
        }
    }

    [Fact]
    public void Channels_at_other_sizes_snapshots_and_progress()
    {
        using Model model = SmallNetworks.Color(16, 16);
        RecordedProgress<Progress> progress = new();
        SynthesizedImages images = ActivationMaximization.Compute(
            model,
            Photo,
            Target.Channel("relu2", 3),
            Quick with { Size = new ImageSize(14, 22), Steps = 4, SnapshotEvery = 2 },
            progress);
        Assert.Equal((14, 22, 2), (images.ToImage().Height, images.ToImage().Width, images.Snapshots.Count));
        Assert.Equal((4, 4), (progress.Seen[^1].Done, progress.Seen[^1].Total));
    }

    [Fact]
    public void A_cancelled_call_returns_what_there_is()
    {
        using Model model = SmallNetworks.Color(16, 16);
        using CancellationTokenSource source = new();
        SynthesizedImages images = ActivationMaximization.Compute(
            model, Photo, Target.Class(1), Quick with { Steps = 1_000_000 }, new Cancel(source), source.Token);
        Assert.True(images.IsCancelled);
        Assert.InRange(images.Steps, 1, 1000);
        images = ActivationMaximization.Compute(model, Photo, Target.Class(1), Quick, null, source.Token);
        Assert.Equal((true, 0), (images.IsCancelled, images.Steps));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Assert.Throws<ArgumentNullException>(() => ActivationMaximization.Compute(null!, Photo, Target.Top));
        Assert.Throws<ArgumentNullException>(() => ActivationMaximization.Compute(model, null!, Target.Top));
        Assert.Throws<ArgumentNullException>(() => ActivationMaximization.Compute(model, Photo, null!));
        Assert.ThrowsAny<ArgumentException>(() => ActivationMaximization.Compute(model, Photo, Target.Class(5)));
        Assert.ThrowsAny<ArgumentException>(() => ActivationMaximization.Compute(model, Photo, Target.Channel("relu9", 0)));
        Assert.ThrowsAny<ArgumentException>(() => ActivationMaximization.Compute(
            model, Photo, Target.Class(1), Quick with { Optimizer = Optimizer.LBfgs() }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActivationMaximizationOptions { Change = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActivationMaximizationOptions { Steps = 0 });
        Assert.Throws<ArgumentNullException>(() => new ActivationMaximizationOptions { Transformations = null! });
        Assert.Throws<ArgumentNullException>(() => new ActivationMaximizationOptions { Parameterization = null! });
        Assert.Throws<ArgumentNullException>(() => new ActivationMaximizationOptions { Optimizer = null! });
    }
}
