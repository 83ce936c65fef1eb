using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Gradients;

/// <summary>Saliency against PyTorch and Captum, and on networks whose gradients are known.</summary>
public sealed class SaliencyTests
{
    private static readonly Tensor Ramp = new(new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(i => (float)i)]);

    private static readonly RgbImage Photo = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Every_form_equals_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        Target target = Target.Class(reference.Metadata("target"));
        GradientMap saliency = Saliency.Compute(model, reference["input"], target);
        GradientMap magnitudes = Saliency.Compute(
            model, reference["input"], target, new SaliencyOptions { Reduction = ChannelReduction.SumOfMagnitudes });
        GradientMap product = Saliency.Compute(model, reference["input"], target, new SaliencyOptions { TimesInput = true });
        Near.Gradient(reference["gradient"], saliency.Values);
        Near.Gradient(reference["input_x_gradient"], product.Values);

        // Captum keeps magnitudes for each channel; ours are reduced.
        Tensor expected = reference["saliency"];
        int positions = saliency.Height * saliency.Width;
        float[] largest = new float[positions], sum = new float[positions], signed = new float[positions];
        for (int i = 0; i < expected.Count; i++)
        {
            largest[i % positions] = Math.Max(largest[i % positions], expected.AsSpan()[i]);
            sum[i % positions] += expected.AsSpan()[i];
            signed[i % positions] += reference["input_x_gradient"].AsSpan()[i];
        }

        Close(largest, saliency.Heatmap);
        Close(sum, magnitudes.Heatmap);
        Close(signed, product.Heatmap);

        static void Close(float[] values, Heatmap map) =>
            Near.Gradient(new Tensor(new Shape(values.Length), values), new Tensor(new Shape(values.Length), map.Values));
    }

    [Fact]
    public void The_small_network_has_the_gradient_that_was_worked_out()
    {
        using Model model = CaptumNetworks.OneConv();
        GradientMap map = Saliency.Compute(model, Ramp, Target.Class(0), new SaliencyOptions { Reduction = ChannelReduction.Sum });
        Assert.Equal([0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0], map.Values.AsSpan().ToArray());
        Assert.Equal([0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0], map.Heatmap.Values.ToArray());
        Assert.Equal(54, map.Target.Score);
        Assert.Equal(0, map.Target.ClassIndex);
    }

    [Fact]
    public void The_top_class_is_resolved_and_its_score_stated()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 1, 1]);
        GradientMap map = Saliency.Compute(model, input);
        Assert.Equal(Target.Class(1), map.Target.Target);
        Assert.Equal((1, 2.0, "logits"), (map.Target.ClassIndex, map.Target.Score, map.Target.Unit));
        Assert.Equal([1, -2, 3], map.Values.AsSpan().ToArray());
        Assert.Equal([1, 2, 3], map.Heatmap.Values.ToArray());
        Assert.Equal("class 1 (logit)", $"{map.Target}");
        Assert.StartsWith("Gradient of class 1 (logit) with respect to the network's input", map.Caption);
        Assert.Contains("logits for each unit of the preprocessed input", map.Caption);
    }

    [Fact]
    public void Input_x_gradient_sums_to_a_linear_network()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [5, 1, 2]);
        GradientMap map = Saliency.Compute(model, input, Target.Class(1), new SaliencyOptions { TimesInput = true });
        Assert.Equal(ChannelReduction.Sum, map.Reduction);
        Assert.Equal([5, -2, 6], map.Heatmap.Values.ToArray());
        Assert.Equal(map.Target.Score, map.Heatmap.Values.ToArray().Sum(), Tolerances.FewRoundings);
    }

    [Theory]
    [InlineData(ClassScore.Logit)]
    [InlineData(ClassScore.Probability)]
    [InlineData(ClassScore.LogProbability)]
    public void The_score_of_a_class_may_be_its_probability(ClassScore score)
    {
        using Model model = SmallNetworks.Linear(0.5f, -0.25f, 0.125f);
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        GradientMap map = Saliency.Compute(model, input, Target.Class(1, score), new SaliencyOptions { Reduction = ChannelReduction.Sum });

        // Logits (0, z) with z = 0.375.
        double z = 0.375, p = 1 / (1 + Math.Exp(-z));
        (double value, double slope) = score switch
        {
            ClassScore.Logit => (z, 1.0),
            ClassScore.Probability => (p, p * (1 - p)),
            _ => (Math.Log(p), 1 - p),
        };
        Assert.Equal(value, map.Target.Score, Tolerances.FewRoundings);
        Near.Absolute([(float)(0.5 * slope), (float)(-0.25 * slope), (float)(0.125 * slope)], map.Heatmap.Values, Tolerances.FewRoundings);
    }

    [Fact]
    public void Units_and_differences_are_explained_too()
    {
        using Model model = CaptumNetworks.OneConv();
        GradientMap unit = Saliency.Compute(model, Ramp, Target.Unit("conv", 1, 0, 1));
        Assert.Equal([0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0], unit.Heatmap.Values.ToArray());
        Assert.Null(unit.Target.ClassIndex);
        Assert.Null(unit.Target.Label);
        Assert.Equal((-21.0, "units of the layer's output"), (unit.Target.Score, unit.Target.Unit));

        GradientMap difference = Saliency.Compute(model, Ramp, Target.Difference(0, 1));
        Assert.All(difference.Heatmap.Values.ToArray(), value => Assert.Equal(0, value));
        Assert.Contains("Drawn empty: every value is 0", difference.Caption);
        RgbImage drawn = difference.ToImage();
        Assert.Equal(Colormap.Inferno.At(0), drawn[0, 0]);
    }

    [Fact]
    public void Images_are_explained_each_by_itself_over_what_the_network_saw()
    {
        using Model model = SmallNetworks.Color(height: 8, width: 8);
        RecordedProgress<Progress> progress = new();
        IReadOnlyList<GradientMap> maps = Saliency.Compute(model, [Photo, RgbImage.Solid(8, 8, RgbColor.White)], progress: progress);
        Assert.Equal(2, maps.Count);
        Assert.Equal(2, progress.Seen.Count);
        Assert.Equal(new Shape(1, 3, 8, 8), maps[0].Values.Shape);
        Assert.Equal((20, 30), (maps[0].Heatmap.Origin!.ImageHeight, maps[0].Heatmap.Origin!.ImageWidth));
        RgbImage over = maps[0].Over(Photo);
        Assert.Equal((20, 30), (over.Height, over.Width));
        Assert.Throws<ArgumentException>(() => maps[0].Over(RgbImage.Solid(21, 30, RgbColor.White)));
        GradientMap same = Saliency.Compute(model, model.Prepare(Photo));
        Near.Relative(maps[0].Values, same.Values, 0);
        Assert.Null(same.Heatmap.Origin);
        Assert.Equal((8, 8), (same.Over(Photo).Height, same.Over(Photo).Width));
    }

    [Fact]
    public void Assumed_preprocessing_is_said()
    {
        using Model assumed = SmallNetworks.Color(8, 8), given = SmallNetworks.Color(8, 8, Preprocessing.UnitRange);
        Assert.EndsWith("Preprocessing assumed: Cifar.", Saliency.Compute(assumed, Photo).Caption);
        Assert.DoesNotContain("assumed", Saliency.Compute(given, Photo).Caption);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Assert.Throws<ArgumentNullException>(() => Saliency.Compute(null!, Photo));
        Assert.Throws<ArgumentNullException>(() => Saliency.Compute(model, (RgbImage)null!));
        Assert.Throws<ArgumentNullException>(() => Saliency.Compute(model, (Tensor)null!));
        Assert.Throws<ArgumentNullException>(() => Saliency.Compute(model, (IEnumerable<RgbImage>)null!));
        Assert.Contains("1 x channels", Assert.Throws<ArgumentException>(
            () => Saliency.Compute(model, new Tensor(new Shape(2, 3, 8, 8)))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Saliency.Compute(model, Photo, Target.Class(99)));
        Assert.Throws<ArgumentException>(() => Saliency.Compute(model, Photo, Target.Layer("no such layer")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencyOptions { Reduction = (ChannelReduction)7 });
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Saliency.Compute(model, Photo, cancellationToken: source.Token));
    }
}
