using NetInsight.Tests.Attribution;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Evaluation.Choices;

/// <summary>Maps repeated over their free choices.</summary>
public sealed class StabilityTests
{
    private static readonly RgbImage Photo = TestImages.Noise(30, 40);

    /// <summary>Saliency x input of a linear network is weights x input: with a factor it has a known mean and spread.</summary>
    private static StabilityChoice Times(params float[] factors) => new(
        $"times {string.Join(' ', factors)}",
        (model, input, target, stop) => Saliency.Compute(
            model,
            new Tensor(input.Shape, [.. input.AsSpan().ToArray().Select((value, i) => value * factors[i])]),
            target,
            new SaliencyOptions { TimesInput = true },
            cancellationToken: stop));

    [Fact]
    public void Mean_and_spread_are_those_of_the_maps()
    {
        using Model model = SmallNetworks.Linear(2, -3, 4);
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 1, 1]);
        StabilityMap map = Stability.Compute(
            model, input, [Times(1, 1, 1), Times(2, 1, -1), Times(3, 1, 1)], Target.Class(1));
        Assert.Equal([4, -3, 4 / 3f], map.Values.AsSpan().ToArray());
        Assert.Equal([2, 0, (float)Math.Sqrt(64 / 3.0)], map.Spread.AsSpan().ToArray());

        // 4 is not above 2 x 2; -3 never changes; 4 / 3 may have either sign.
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(column => map.IsCertain(0, column)));
        Assert.Equal(1 / 3.0, map.CertainShare);
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(column => map.Heatmap.IsHatched(0, column)));
        Assert.Equal(["times 1 1 1", "times 2 1 -1", "times 3 1 1"], map.Choices);
        Assert.Contains("times 2 1 -1; times 3 1 1", map.Caption);
        Assert.Contains("certain at 33.3% of the positions", map.Caption);
        StabilityMap lenient = Stability.Compute(
            model, input, [Times(1, 1, 1), Times(2, 1, -1), Times(3, 1, 1)], Target.Class(1), new StabilityOptions { Deviations = 1.9 });
        Assert.True(lenient.IsCertain(0, 0));
    }

    [Fact]
    public void Maps_of_moved_images_are_moved_back()
    {
        using Model model = SmallNetworks.Color(12, 14);
        Tensor input = HashFill.Uniform("stability", new Shape(1, 3, 12, 14), -1, 1);
        List<Tensor> seen = [];
        StabilityChoice choice = new("x", (network, moved, target, stop) =>
        {
            seen.Add(moved);
            return Saliency.Compute(network, moved, target, new SaliencyOptions { TimesInput = true }, cancellationToken: stop);
        });
        StabilityMap map = Stability.Compute(model, input, [choice.Shifted(1, 0).Shifted(0, -2), choice.Shifted(1, -2)], Target.Class(1));
        Assert.Equal(input[0, 2, 3, 7], seen[0][0, 2, 4, 5]);
        Assert.Equal(input[0, 1, 0, 13], seen[0][0, 1, 0, 13]);              // what comes in repeats the edge
        Assert.Equal("x, moved by (1, 0), moved by (0, -2)", map.Choices[0]);
        StabilityChoice shifted = choice.Shifted(1, 0).Shifted(0, -2);
        Assert.Equal((1, -2), (shifted.ShiftedRows, shifted.ShiftedColumns));

        // Both maps are one, moved back: no spread where there is a value, none in the row and columns that moved out.
        GradientMap own = Saliency.Compute(model, seen[0], Target.Class(1), new SaliencyOptions { TimesInput = true });
        Assert.Equal(own.Heatmap[5, 4], map.Heatmap[4, 6]);
        Assert.Equal(0, map.Spread[0, 0, 4, 6]);
        Assert.True(float.IsNaN(map.Heatmap[11, 6]) && float.IsNaN(map.Heatmap[4, 1]) && float.IsNaN(map.Spread[0, 0, 4, 0]));
    }

    /// <summary>Divided by its largest magnitude, a map keeps only proportions: twice a map is the same map.</summary>
    [Theory]
    [InlineData(null, 0.5f)]
    [InlineData(false, 0.5f)]
    [InlineData(true, 0)]
    public void Normalized_maps_are_compared_by_their_proportions(bool? normalizes, float spread)
    {
        using Model model = SmallNetworks.Linear(0.5f, -0.25f);
        StabilityMap map = Stability.Compute(
            model, new Tensor(new Shape(1, 1, 1, 2), [1, 1]), [Times(1, 1), Times(2, 2), Times(3, 3)], Target.Class(1),
            new StabilityOptions { Normalizes = normalizes });
        Assert.Equal([spread, spread / 2], map.Spread.AsSpan().ToArray());
        Assert.Equal([1, -0.5f], map.Values.AsSpan().ToArray());
        Assert.Equal(normalizes == true, map.Caption.Contains("shares of each map's largest magnitude", StringComparison.Ordinal));
    }

    [Fact]
    public void Shifts_are_the_image_and_its_four_neighbours()
    {
        IReadOnlyList<StabilityChoice> choices = StabilityChoices.Shifts("x", (_, _, _, _) => null!);
        Assert.Equal(
            [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)], choices.Select(choice => (choice.ShiftedRows, choice.ShiftedColumns)));
        Assert.Equal(("x", "x, moved by (-1, 0)"), (choices[0].Name, choices[2].Name));
        Assert.Throws<ArgumentException>(() => StabilityChoices.Shifts("", (_, _, _, _) => null!));
        Assert.Throws<ArgumentNullException>(() => StabilityChoices.Shifts("x", null!));
    }

    public static TheoryData<string> Sets =>
    [
        "occlusion", "saliency", "guided", "deconvolution", "smooth", "integrated", "expected", "deeplift", "relevance", "cam", "guidedcam",
        "score", "ablation", "rise",
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_method_has_a_set_of_choices(string name)
    {
        using Model model = SmallNetworks.Color(16, 16);
        IReadOnlyList<StabilityChoice> choices = name switch
        {
            "occlusion" => StabilityChoices.Occlusion(),
            "saliency" => StabilityChoices.Saliency(),
            "guided" => StabilityChoices.GuidedBackpropagation(),
            "deconvolution" => StabilityChoices.Deconvolution(),
            "smooth" => StabilityChoices.SmoothGrad(new SmoothGradOptions { Samples = 2 }),
            "integrated" => StabilityChoices.IntegratedGradients(new IntegratedGradientsOptions { Steps = 3 }),
            "expected" => StabilityChoices.ExpectedGradients(
                new Tensor(new Shape(1, 3, 16, 16)), new ExpectedGradientsOptions { Samples = 4 }),
            "deeplift" => StabilityChoices.DeepLift(),
            "relevance" => StabilityChoices.LayerwiseRelevance(),
            "cam" => StabilityChoices.GradCam(),
            "guidedcam" => StabilityChoices.GuidedGradCam(),
            "score" => StabilityChoices.ScoreCam(),
            "ablation" => StabilityChoices.AblationCam(),
            _ => StabilityChoices.Rise(new RiseOptions { Masks = 20 }),
        };
        Assert.InRange(choices.Count, 5, 7);
        Assert.Equal(choices.Count, choices.Select(choice => choice.Name).Distinct().Count());
        StabilityMap map = Stability.Compute(model, Photo, choices);
        Assert.Equal(model.Classify(Photo, 1)[0].Class, map.Target.ClassIndex);
        Assert.Equal(choices.Count, map.Choices.Length);
        Assert.True(map.Spread.AsSpan().ToArray().Any(value => value > 0), map.Caption);
        Assert.InRange(map.CertainShare, 0, 1);
        Assert.Equal((30, 40), (map.Over(Photo).Height, map.Over(Photo).Width));
        Assert.True(map.Heatmap.RoundingFloor > 0);
        if (name is "cam" or "guidedcam")
            Assert.Contains("shares of each map's largest magnitude", map.Caption);
    }

    [Fact]
    public void Arguments_are_checked_and_progress_and_cancellation_work()
    {
        using Model model = SmallNetworks.Color(8, 8);
        IReadOnlyList<StabilityChoice> choices = StabilityChoices.Saliency();
        List<Progress> reports = [];
        Stability.Compute(model, Photo, choices, progress: new Reports(reports));
        Assert.Equal((5, 5), (reports[^1].Done, reports[^1].Total));
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Stability.Compute(
            model, Photo, choices, progress: new Cancel(source), cancellationToken: source.Token));

        Assert.Throws<ArgumentNullException>(() => Stability.Compute(model, Photo, null!));
        Assert.Throws<ArgumentException>(() => Stability.Compute(model, Photo, [choices[0]]));
        Assert.Throws<ArgumentException>(() => Stability.Compute(model, Photo, [choices[0], null!]));
        Assert.Contains("out of the network's input", Assert.Throws<ArgumentException>(
            () => Stability.Compute(model, Photo, [choices[0], choices[0].Shifted(8, 0)])).Message);
        Assert.Throws<InvalidOperationException>(
            () => Stability.Compute(model, Photo, [choices[0], new StabilityChoice("none", (_, _, _, _) => null!)]));
        Assert.Throws<ArgumentException>(() => new StabilityChoice(" ", (_, _, _, _) => null!));
        Assert.Throws<ArgumentNullException>(() => new StabilityChoice("x", null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StabilityOptions { Deviations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => StabilityChoices.Seeds("x", _ => null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Stability.Compute(model, Photo, choices).IsCertain(8, 0));
    }

    private sealed class Reports(List<Progress> reports) : IProgress<Progress>
    {
        public void Report(Progress value) => reports.Add(value);
    }
}
