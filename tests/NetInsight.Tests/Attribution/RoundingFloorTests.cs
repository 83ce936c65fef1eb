using NetInsight.Execution.Gradients;
using NetInsight.Graphs;

namespace NetInsight.Tests.Attribution;

/// <summary>How far rounding moves each method's values.</summary>
public class RoundingFloorTests
{
    /// <summary>Each method on a small network, of a target.</summary>
    internal static IEnumerable<AttributionMap> Maps(Model model, Tensor input, Target target)
    {
        yield return Saliency.Compute(model, input, target);
        yield return Saliency.Compute(model, input, target, new SaliencyOptions { TimesInput = true });
        yield return GuidedBackpropagation.Compute(model, input, target);
        yield return Deconvolution.Compute(model, input, target);
        foreach (SmoothGradStatistic statistic in Enum.GetValues<SmoothGradStatistic>())
            yield return SmoothGrad.Compute(model, input, target, new SmoothGradOptions { Statistic = statistic, Samples = 3 });
        yield return IntegratedGradients.Compute(model, input, target, new IntegratedGradientsOptions { Steps = 3 });
        yield return ExpectedGradients.Compute(model, input, new Tensor(input.Shape), target, new ExpectedGradientsOptions { Samples = 3 });
        foreach (CamWeighting weighting in Enum.GetValues<CamWeighting>())
            yield return GradCam.Compute(model, input, target, new GradCamOptions { Weighting = weighting, OnlyPositive = false });
        yield return GuidedGradCam.Compute(model, input, target);
        yield return AblationCam.Compute(model, input, target, new AblationCamOptions { OnlyPositive = false });
        yield return ScoreCam.Compute(model, input, target, new ScoreCamOptions { Masking = ScoreCamMasking.Layer });
        yield return Rise.Compute(model, input, target, new RiseOptions { Masks = 20 });
        yield return Occlusion.Compute(model, input, target);
        yield return DeepLift.Compute(model, input, Target.Class(1), new DeepLiftOptions { Baseline = Fill.InputValue(0) });
        yield return LayerwiseRelevance.Compute(model, input, Target.Class(1));
        yield return Stability.Compute(model, input, StabilityChoices.GradCam(), target);
    }

    [Fact]
    public void Every_attribution_knows_how_far_rounding_moves_it()
    {
        using Model model = SmallNetworks.Color(12, 14);
        AttributionMap[] maps = [.. Maps(model, HashFill.Uniform("floor", new Shape(1, 3, 12, 14), -1, 1), Target.Class(1))];
        IEnumerable<Type> all = typeof(AttributionMap).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(AttributionMap)) && !type.IsAbstract);
        Assert.Equal(all.Select(type => type.Name).Order(), maps.Select(map => map.GetType().Name).Distinct().Order());
        Assert.All(maps, map =>
        {
            Assert.InRange(map.Heatmap.RoundingFloor, double.Epsilon, double.MaxValue);
            if (map is RiseMap)
                return;
            ColorScale range = ColorScale.Of(map.Heatmap.Values);
            Assert.True(map.Heatmap.RoundingFloor < 0.01 * Math.Max(range.Maximum, -range.Minimum), map.Caption);
            Assert.False(map.IsWithinRounding, map.Caption);
        });
    }

    // p = 1 - 1e-9: its gradient is of that size, and a float's last digit below 1 is 6e-8.
    [Theory]
    [InlineData(ClassScore.Probability)]
    [InlineData(ClassScore.LogProbability)]
    public void A_saturated_probability_is_drawn_empty(ClassScore score)
    {
        using Model model = SmallNetworks.Linear(2, -3, 4);
        Tensor input = new(new Shape(1, 1, 1, 3), [4, -2, 1.5f]);
        GradientMap map = Saliency.Compute(model, input, Target.Class(1, score));
        Assert.True(map.IsWithinRounding, map.Caption);
        Assert.False(Saliency.Compute(model, input, Target.Class(1)).IsWithinRounding);
        Assert.False(Saliency.Compute(model, new Tensor(input.Shape, [1, 1, 0.1f]), Target.Class(1, score)).IsWithinRounding);
    }

    [Fact]
    public void Equal_values_are_disturbed_alike_and_a_linear_network_not_at_all()
    {
        using Model model = SmallNetworks.Linear(2, -3, 4);
        GradientMap map = Saliency.Compute(model, new Tensor(new Shape(1, 1, 1, 3), [1, 1, 1]), Target.Class(1));
        Assert.Equal(4.0 / (1 << 24), map.Heatmap.RoundingFloor);
    }

    // The backward pass of a class activation map ends at its layer: what lies before may have no gradient.
    [Fact]
    public void A_disturbed_run_goes_back_no_further_than_the_wanted_gradients()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Graph graph = model.Graph;
        int relu1 = OutputOf("relu1"), conv2 = OutputOf("conv2"), score = graph.Outputs[0];
        Assert.Equal([conv2, score], new RoundingRun(graph, score, new HashSet<int> { relu1 }).Points);
        Assert.Equal(3, new RoundingRun(graph, score, new HashSet<int> { graph.Inputs[0].Value }).Points.Length);

        int OutputOf(string name) => graph.Nodes.Single(node => node.Name == name).Output;
    }
}
