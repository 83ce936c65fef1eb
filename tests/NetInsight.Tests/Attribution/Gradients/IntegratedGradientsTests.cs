using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Gradients;

/// <summary>Integrated gradients against Captum, and their axioms.</summary>
public sealed class IntegratedGradientsTests
{
    private static readonly IntegratedGradientsOptions Zero = new() { Baselines = [Fill.InputValue(0)] };

    private static readonly RgbImage Photo = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Contributions_equal_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        IntegratedGradientsMap map = IntegratedGradients.Compute(
            model, reference["input"], Target.Class(reference.Metadata("target")), Zero with { Quadrature = PathQuadrature.GaussLegendre });
        Near.Relative(reference["integrated_gradients"], map.Values, Tolerances.NetworkGradient);
    }

    /// <summary>
    /// The values add up to the change of the logit within 1% at 50 steps, from black and from the data's mean, Captum's baseline. The
    /// gradient jumps along the line: at the nodes of Gauss-Legendre quadrature the gap from black is 2.5%.
    /// </summary>
    [Fact]
    public void GoogLeNet_is_complete_within_one_percent_at_50_steps()
    {
        TrainedNetwork network = TrainedNetwork.All.First().Data;
        using Model model = network.Load();
        IntegratedGradientsMap map = IntegratedGradients.Compute(model, network.Photo(), options: Zero);
        Assert.Equal((386, 50), (map.Target.ClassIndex, map.Steps));
        Assert.True(map.RelativeGap < 0.01, $"{map.Baselines[0]}");
        double sum = map.Values.AsSpan().ToArray().Sum(value => (double)value);
        Assert.Equal(map.Baselines[0].Sum, sum, Tolerances.FewRoundings * Math.Abs(map.Target.Score) * 10);
        Assert.Contains("completeness gap", map.Caption);
        IntegratedGradientsMap black = IntegratedGradients.Compute(model, network.Photo());
        Assert.True(black.RelativeGap < 0.01, $"{black.Baselines[0]}");
        Assert.Contains("denser where it changes most", black.Caption);
    }

    [Fact]
    public void A_linear_network_is_attributed_exactly()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [5, 1, 2]);
        IntegratedGradientsMap map = IntegratedGradients.Compute(model, input, Target.Class(1), Zero with { Steps = 1 });
        Near.Absolute([5, -2, 6], map.Values.AsSpan(), Tolerances.FewRoundings);
        Near.Absolute([5, -2, 6], map.Heatmap.Values, Tolerances.FewRoundings);
        Assert.Equal(0, map.CompletenessGap, Tolerances.FewRoundings);
        Assert.Equal((9.0, 0.0, 9.0), (map.Target.Score, map.Baselines[0].Score, map.Baselines[0].Difference));
        Assert.Contains("Sum of attributions 9, difference of the target 9: completeness gap", map.Caption);
        Assert.Contains("the input value 0", map.Caption);
    }

    /// <summary>The probability's gradient changes along the line, its integral is the difference of probabilities.</summary>
    [Fact]
    public void A_probability_is_complete()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [0.5f, 1, 1]);
        IntegratedGradientsMap map = IntegratedGradients.Compute(
            model, input, Target.Class(1, ClassScore.Probability), Zero with { Quadrature = PathQuadrature.GaussLegendre });
        double p = 1 / (1 + Math.Exp(-1.5));
        Near.Absolute(
            [(float)((p - 0.5) / 3), (float)(-(p - 0.5) * 4 / 3), (float)((p - 0.5) * 2)], map.Values.AsSpan(), Tolerances.FewRoundings);
        Assert.True(map.RelativeGap < 1e-5);
        Assert.Contains("(Gauss-Legendre)", map.Caption);

        // Trapezoids err in proportion to the square of their width where the integrand is smooth.
        Assert.True(IntegratedGradients.Compute(model, input, Target.Class(1, ClassScore.Probability), Zero).RelativeGap < 1e-3);
        Assert.Equal("probability", map.Target.Unit);
        Assert.DoesNotContain("The gap is large", map.Caption);
        IntegratedGradientsMap coarse = IntegratedGradients.Compute(
            model, new Tensor(new Shape(1, 1, 1, 3), [9, 1, 1]), Target.Class(1, ClassScore.Probability), Zero with { Steps = 1 });
        Assert.EndsWith("The gap is large: more steps make it smaller.", coarse.Caption[..coarse.Caption.IndexOf(" Colours")]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Any_number_of_steps_adds_up(int steps)
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [5, 1, 2]);
        RecordedProgress<Progress> progress = new();
        IntegratedGradientsMap map = IntegratedGradients.Compute(
            model, input, Target.Class(1), Zero with { Steps = steps }, progress);
        Near.Absolute([5, -2, 6], map.Values.AsSpan(), Tolerances.FewRoundings);
        Assert.Equal((steps, steps), (progress.Seen[^1].Done, progress.Seen[^1].Total));
    }

    [Fact]
    public void Several_baselines_are_averaged_and_each_is_told()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor black = IntegratedGradients.Compute(model, Photo, Target.Class(2)).Values;
        Tensor white = IntegratedGradients.Compute(
            model, Photo, Target.Class(2), new IntegratedGradientsOptions { Baselines = [Fill.White] }).Values;
        IntegratedGradientsMap both = IntegratedGradients.Compute(
            model, Photo, Target.Class(2), new IntegratedGradientsOptions { Baselines = [Fill.Black, Fill.White] });
        float[] mean = [.. black.AsSpan().ToArray().Zip(white.AsSpan().ToArray(), (a, b) => (a + b) / 2)];
        Near.Relative(new Tensor(black.Shape, mean), both.Values, Tolerances.FewRoundings);
        Assert.Equal([Fill.Black, Fill.White], both.Baselines.Select(path => path.Fill));
        Assert.Equal(both.CompletenessGap, both.Baselines.Average(path => path.CompletenessGap));
        Assert.Contains("2 baselines (the colour (0, 0, 0); the colour (255, 255, 255))", both.Caption);
        Assert.StartsWith("the colour (0, 0, 0): sum of attributions", both.Baselines[0].ToString());
    }

    [Fact]
    public void An_image_that_is_its_baseline_has_no_contributions()
    {
        using Model model = SmallNetworks.Color(8, 8);
        IntegratedGradientsMap map = IntegratedGradients.Compute(
            model, Photo, options: new IntegratedGradientsOptions { Baselines = [Fill.MeanColor], Steps = 3 });
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(0, map.CompletenessGap);
        Assert.Contains("Drawn empty: every value is 0", map.Caption);
    }

    [Fact]
    public void Batches_change_roundings_only()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor first = IntegratedGradients.Compute(model, Photo).Values;
        Near.Relative(first, IntegratedGradients.Compute(model, Photo).Values, 0);
        foreach (int batch in new[] { 1, 7, 1000 })
        {
            IntegratedGradientsOptions options = new() { BatchSize = batch };
            Near.Relative(first, IntegratedGradients.Compute(model, Photo, options: options).Values, Tolerances.SmallNetwork);
        }
    }

    [Fact]
    public void Progress_counts_gradients_and_a_cancelled_call_leaves_the_model_usable()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RecordedProgress<Progress> progress = new();
        IntegratedGradientsOptions options = new() { Steps = 5, Baselines = [Fill.Black, Fill.White] };
        IntegratedGradients.Compute(model, Photo, null, options, progress);
        Assert.Equal((10, 10), (progress.Seen[^1].Done, progress.Seen[^1].Total));
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => IntegratedGradients.Compute(
            model, Photo, null, options with { Steps = 50_000 }, new Cancel(source), source.Token));
        Assert.Equal(5, IntegratedGradients.Compute(model, Photo, null, options).Steps);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new IntegratedGradientsOptions { Baselines = [] });
        Assert.Throws<ArgumentException>(() => new IntegratedGradientsOptions { Baselines = default });
        Assert.Throws<ArgumentException>(() => new IntegratedGradientsOptions { Baselines = [null!] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntegratedGradientsOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntegratedGradientsOptions { Quadrature = (PathQuadrature)2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntegratedGradientsOptions { Reduction = (ChannelReduction)9 });
        using Model model = SmallNetworks.Color(8, 8);
        Assert.Throws<ArgumentNullException>(() => IntegratedGradients.Compute(model, (RgbImage)null!));
        Assert.Throws<ArgumentException>(() => IntegratedGradients.Compute(model, new Tensor(new Shape(1, 3, 8))));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegratedGradients.Compute(model, Photo, Target.Class(5)));
    }
}
