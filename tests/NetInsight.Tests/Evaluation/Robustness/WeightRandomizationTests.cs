using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Evaluation.Robustness;

public sealed class WeightRandomizationTests
{
    private static readonly AttributionFunction Gradient =
        (model, input, target, token) => Saliency.Compute(model, input, target, cancellationToken: token);

    [Fact]
    public void Stages_go_from_the_output_to_the_input()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16);
        WeightRandomizationCurve curve = WeightRandomization.Compute(model, input, Gradient);
        Assert.Equal(["", "fc", "conv2", "conv1"], curve.Stages.Select(stage => string.Join(' ', stage.Layers)));
        Assert.Equal((1, 1), (curve.Stages[0].AbsoluteCorrelation, curve.Stages[0].SignedCorrelation));
        Assert.True(Math.Abs(curve.FinalSignedCorrelation) < 0.5, curve.Caption);
        Assert.Equal(curve.Target.Target, curve.Stages[3].Map.Target.Target);
        Assert.Equal((200, 300), (curve.ToImage().Height, curve.ToImage().Width));
        Assert.Equal(16 * 2 + 4, curve.MapsToImage(2).Height);
    }

    [Fact]
    public void Figures_are_those_of_the_changed_stages()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16);
        WeightRandomizationCurve curve = WeightRandomization.Compute(model, input, Gradient);
        double[] absolute = [.. curve.Stages.Skip(1).Select(stage => stage.AbsoluteCorrelation)];
        double[] signed = [.. curve.Stages.Skip(1).Select(stage => stage.SignedCorrelation)];
        Assert.Equal((absolute[^1], signed[^1]), (curve.FinalAbsoluteCorrelation, curve.FinalSignedCorrelation));
        Assert.Equal(absolute.Average(), curve.MeanAbsoluteCorrelation, Tolerances.FewRoundings);
        Assert.Equal(signed.Average(), curve.MeanSignedCorrelation, Tolerances.FewRoundings);
        Assert.NotEqual(curve.MeanAbsoluteCorrelation, curve.MeanSignedCorrelation);
    }

    [Fact]
    public void A_technique_that_ignores_the_network_is_found_out()
    {
        using Model model = SmallNetworks.Color(16, 16), other = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16);
        WeightRandomizationCurve curve = WeightRandomization.Compute(
            model, input, (_, x, target, token) => Saliency.Compute(other, x, target, cancellationToken: token));
        Assert.All(curve.Stages, stage => Assert.Equal(1, stage.AbsoluteCorrelation, Tolerances.FewRoundings));
    }

    [Fact]
    public void The_seed_alone_decides_and_the_model_is_unchanged()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16), before = model.Logits(input);
        double[] first = Scores(new()), again = Scores(new()), other = Scores(new() { Seed = 2 }), single = Scores(new() { Stages = 1 });
        Assert.Equal(first, again);
        Assert.NotEqual(first[1], other[1]);
        Assert.Equal(first[^1], single[^1]);
        Assert.Equal(before.AsSpan(), model.Logits(input).AsSpan());

        double[] Scores(WeightRandomizationOptions options) =>
            [.. WeightRandomization.Compute(model, input, Gradient, options: options).Stages.Select(stage => stage.Score)];
    }

    [Theory]
    [InlineData(WeightReinitialization.Normal)]
    [InlineData(WeightReinitialization.Shuffled)]
    public void Independent_stages_keep_all_other_weights(WeightReinitialization reinitialization)
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16);
        WeightRandomizationOptions options = new() { Reinitialization = reinitialization, Order = RandomizationOrder.Independent };
        WeightRandomizationCurve curve = WeightRandomization.Compute(model, input, Gradient, options: options);

        // A change of fc alone leaves the feature maps; the score is that of other weights of the same means.
        Tensor means = model.Run(input, ["flat"])["flat"];
        Assert.NotEqual(curve.Stages[0].Score, curve.Stages[1].Score);
        Assert.Equal(means.AsSpan(), model.Run(input, ["flat"])["flat"].AsSpan());
        WeightRandomizationCurve cascade = WeightRandomization.Compute(
            model, input, Gradient, options: options with { Order = RandomizationOrder.Cascading });
        Assert.Equal(cascade.Stages[1].Score, curve.Stages[1].Score);
        Assert.NotEqual(cascade.Stages[2].Score, curve.Stages[2].Score);
    }

    [Fact]
    public void Cancellation_null_maps_and_networks_without_weights_are_refused()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("randomization", 1, 16);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => WeightRandomization.Compute(
            model, input, Gradient, progress: new Cancel(source), cancellationToken: source.Token));
        Assert.Throws<InvalidOperationException>(() => WeightRandomization.Compute(model, input, (_, _, _, _) => null!));
        Assert.Throws<ArgumentNullException>(() => WeightRandomization.Compute(model, input, null!));
        Assert.Equal(4, WeightRandomization.Compute(model, input, Gradient).Stages.Length);
    }
}
