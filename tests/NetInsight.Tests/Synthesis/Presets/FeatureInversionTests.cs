using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Presets;

/// <summary>Feature inversion: loss and gradient against PyTorch, what is found, figures, what is refused.</summary>
public sealed class FeatureInversionTests
{
    private static readonly RgbImage Photo = Preprocessing.UnitRange.ToImage(HashFill.Uniform("inverted", new Shape(1, 3, 16, 16), 0, 1));

    private static readonly FeatureInversionOptions Quick = new() { Steps = 60 };

    /// <summary>One step of plain gradient descent: what it subtracts is the gradient times the rate.</summary>
    [Fact]
    public void The_loss_and_its_gradient_equal_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/inversion-squeezenet1_1");
        Tensor content = ReferenceFile.Require("gradients/style-squeezenet1_1")["content_image"];
        using Model model = TrainedNetwork.All.ElementAt(1).Data.Load();
        Tensor start = HashFill.Uniform("inversion.start", content.Shape, -60, 60);
        const float Rate = 1e6f;                            // moves pixels by as much as they are, so that few digits cancel
        double most = Math.Max(151, 255 - 104);             // of Caffe's colours less (104, 117, 123)
        FeatureInversionOptions options = new()
        {
            Steps = 1,
            Start = start,
            AlphaWeight = Number("lambda_alpha") * start.Count * Math.Pow(most, 6),
            VariationWeight = Number("lambda_tv") * start.Count * Math.Pow(255 / 13.0, 2),
            Optimizer = Optimizer.GradientAscent(Rate, StepNormalization.None),
            StaysInPixelRange = false,
        };
        ImmutableArray<LayerInversion> inversions = FeatureInversion.Compute(
            model, content, [reference.Texts["layer"]], options, null, out bool isCancelled, default);
        Assert.False(isCancelled);
        SynthesizedImages images = Assert.Single(inversions).Images;
        double[] values = [.. reference["value"].AsSpan().ToArray().Select(value => (double)value)];
        Assert.Equal(-values[1], images.ValuesOf()[0], Tolerances.Forward * values[1]);
        Assert.Equal(values[2] + values[3], images.PenaltiesOf()[0], Tolerances.Forward * (values[2] + values[3]));
        Tensor gradient = new(start.Shape);
        for (int i = 0; i < gradient.Count; i++)
            gradient.AsSpan()[i] = (float)(((double)start.AsSpan()[i] - images.Inputs.AsSpan()[i]) / Rate);
        Near.Gradient(reference["gradient"], gradient);

        double Number(string key) => double.Parse(reference.Texts[key], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Features_come_near_in_any_preprocessing()
    {
        foreach (Preprocessing preprocessing in new[] { Preprocessing.ImageNet, Preprocessing.UnitRange, Preprocessing.Caffe })
        {
            using Model model = SmallNetworks.Color(16, 16, preprocessing);
            FeatureInversionReport report = FeatureInversion.Compute(
                model, Photo, "relu1", Quick with { VariationWeight = 1e-3 });      // noise varies more than photographs
            LayerInversion inversion = Assert.Single(report.Inversions);
            double before = -inversion.Images.ValuesOf()[0];
            Assert.True(inversion.Distance < 0.2 * before && inversion.Distance < 0.1, report.Caption);
            Assert.Contains("relu1 (distance 0.0", report.Caption);
        }
    }

    [Fact]
    public void Several_layers_are_one_figure_and_start_from_the_same_noise()
    {
        using Model model = SmallNetworks.Color(16, 16, Preprocessing.UnitRange);
        RecordedProgress<Progress> progress = new();
        FeatureInversionReport report = FeatureInversion.Compute(
            model, Photo, ["relu1", "conv2"], Quick with { Steps = 3, SnapshotEvery = 1 }, progress);
        Assert.Equal(["relu1", "conv2"], report.Inversions.Select(inversion => inversion.Layer));
        Assert.Equal((16, 16 + 4 + 16 + 4 + 16), (report.ToImage().Height, report.ToImage().Width));
        Assert.Equal((16 + 4 + 16, 16 + 4 + 16), (report.ToImage(2).Height, report.ToImage(2).Width));
        Assert.Equal(model.Fit(Photo).Pixels.ToArray(), report.Original.Pixels.ToArray());
        Assert.Equal((6, 6), (progress.Seen[^1].Done, progress.Seen[^1].Total));
        Assert.False(report.IsCancelled);
        Tensor one = FeatureInversion.Compute(model, Photo, "conv2", Quick with { Steps = 3 }).Inversions[0].Images.Inputs;
        Assert.Equal(one.AsSpan().ToArray(), report.Inversions[1].Images.Inputs.AsSpan().ToArray());
        Assert.Equal(one.AsSpan().ToArray(), report.Inversions[1].Images.Snapshots[2].Inputs.AsSpan().ToArray());
    }

    [Fact]
    public void Layers_that_fit_any_size_are_inverted_at_any_size()
    {
        using Model model = SmallNetworks.Color(16, 16);
        FeatureInversionReport report = FeatureInversion.Compute(
            model, Photo, "relu2", Quick with { Steps = 2, Size = new ImageSize(12, 21) });
        Assert.Equal((12, 21 + 4 + 21), (report.ToImage().Height, report.ToImage().Width));
    }

    [Fact]
    public void A_cancelled_call_returns_what_there_is()
    {
        using Model model = SmallNetworks.Color(16, 16);
        using CancellationTokenSource source = new();
        FeatureInversionReport report = FeatureInversion.Compute(
            model, Photo, ["relu1", "relu2"], Quick with { Steps = 1_000_000 }, new Cancel(source), source.Token);
        Assert.True(report.IsCancelled);
        LayerInversion inversion = Assert.Single(report.Inversions);
        Assert.Null(inversion.Distance);
        Assert.InRange(inversion.Images.Steps, 1, 1000);
        Assert.Contains("relu1 (cancelled)", report.Caption);
        report = FeatureInversion.Compute(model, Photo, "relu1", Quick, null, source.Token);
        Assert.True(report.IsCancelled);
        Assert.Equal(16, report.ToImage().Width);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Assert.Throws<ArgumentNullException>(() => FeatureInversion.Compute(null!, Photo, "relu1"));
        Assert.Throws<ArgumentNullException>(() => FeatureInversion.Compute(model, null!, "relu1"));
        Assert.Throws<ArgumentException>(() => FeatureInversion.Compute(model, Photo, ""));
        Assert.Throws<ArgumentException>(() => FeatureInversion.Compute(model, Photo, Array.Empty<string>()));
        Assert.Throws<ArgumentException>(() => FeatureInversion.Compute(model, Photo, ["relu1", ""]));
        Assert.ThrowsAny<ArgumentException>(() => FeatureInversion.Compute(model, Photo, "relu3"));
        Assert.ThrowsAny<ArgumentException>(() => FeatureInversion.Compute(
            model, Photo, "relu1", Quick with { Start = new Tensor(new Shape(1, 3, 8, 8)) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { AlphaWeight = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { Alpha = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { VariationWeight = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { Beta = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureInversionOptions { SnapshotEvery = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureInversion.Compute(
            model, Photo, "relu1", Quick with { Steps = 1 }).ToImage(0));
    }
}
