using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Evaluation.Faithfulness;

/// <summary>Deletion and insertion on small networks with known answers.</summary>
public sealed class PerturbationTests
{
    private static readonly Fill Zero = Fill.InputValue(0);

    [Fact]
    public void A_linear_networks_curves_are_the_sums_of_what_is_left()
    {
        // Logit 4 a + 2 b + c at a = b = c = 1: 7 at first; a, b and c go in this order.
        using Model model = SmallNetworks.Linear(4, 2, 1);
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 1, 1]);
        Heatmap map = new(1, 3, [4, 2, 1]);
        Target target = Target.Class(1);

        DeletionCurve deletion = Deletion.Compute(model, input, map, target, new DeletionOptions { Fill = Zero });
        InsertionCurve insertion = Insertion.Compute(model, input, map, target, new InsertionOptions { Fill = Zero });

        Assert.Equal([7, 3, 1, 0], deletion.Scores);
        Assert.Equal([0, 4, 6, 7], insertion.Logits);
        Assert.Equal([0, 1, 2, 3], deletion.Counts);
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], deletion.Fractions);
        Assert.Equal((3.5 + 3 + 1) / 3, deletion.Area, Tolerances.FewRoundings);
        Assert.Equal((3.5 + 3 + 1) / 21, deletion.RelativeArea, Tolerances.FewRoundings);
        Assert.Equal((3.5 + 4 + 6) / 21, insertion.RelativeArea, Tolerances.FewRoundings);
        Assert.Equal(1 / (1 + Math.Exp(-3)), deletion.Probabilities[1], Tolerances.Transcendental);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(3)]
    public void The_best_and_worst_scores_of_Xplique(int side)
    {
        // Deletion: 1 as long as nothing is replaced, else 0. Insertion: 1 as soon as one pixel is shown.
        int n = side * side;
        using Model all = Step(n, bias: 1 - n, sign: 1, constant: 0), any = Step(n, bias: 1, sign: -1, constant: 1);
        Tensor input = new(new Shape(1, 1, 1, n), [.. Enumerable.Repeat(1f, n)]);
        Heatmap map = new(1, n, HashFill.Uniform("perturbation.map", new Shape(n), 0, 1).AsSpan());

        DeletionCurve deletion = Deletion.Compute(all, input, map, Target.Class(0), new DeletionOptions { Steps = n, Fill = Zero });
        InsertionCurve insertion = Insertion.Compute(any, input, map, Target.Class(0), new InsertionOptions { Steps = n, Fill = Zero });

        Assert.Equal(0.5 / n, deletion.Area, Tolerances.FewRoundings);
        Assert.Equal(1 - 0.5 / n, insertion.Area, Tolerances.FewRoundings);
    }

    [Fact]
    public void Ties_go_by_index_and_values_that_are_missing_come_last()
    {
        using Model model = SmallNetworks.Linear(1, 10, 100, 1000);
        Tensor input = new(new Shape(1, 1, 1, 4), [1, 1, 1, 1]);
        DeletionCurve curve = Deletion.Compute(
            model, input, new Heatmap(1, 4, [float.NaN, 5, -1, 5]), Target.Class(1), new DeletionOptions { Fill = Zero });
        Assert.Equal([1111, 1101, 101, 1, 0], curve.Scores);
        Assert.Contains("1 of 4 positions have no finite value", curve.Caption, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 4, new[] { 0, 3, 6, 9, 10 })]
    [InlineData(9, 3, new[] { 0, 3, 6, 9 })]
    [InlineData(3, 100, new[] { 0, 1, 2, 3 })]
    [InlineData(7, 1, new[] { 0, 7 })]
    public void The_last_step_takes_the_rest(int pixels, int steps, int[] counts)
    {
        using Model model = SmallNetworks.Linear(new float[pixels]);
        Tensor input = new(new Shape(1, 1, 1, pixels));
        DeletionCurve curve = Deletion.Compute(
            model, input, new Heatmap(1, pixels, new float[pixels]), Target.Class(1), new DeletionOptions { Steps = steps });
        Assert.Equal(counts, curve.Counts);
        Assert.True(double.IsNaN(curve.RelativeArea));
        Assert.Contains("says nothing about it", curve.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_bits_for_any_batch_size()
    {
        using Model model = SmallNetworks.Color(20, 18);
        Tensor input = HashFill.Uniform("perturbation.batch", new Shape(1, 3, 20, 18), -2, 2);
        Heatmap map = Saliency.Compute(model, input).Heatmap;
        double[][] scores = [.. new int?[] { null, 1, 7 }.Select(size => Insertion.Compute(
            model, input, map, options: new InsertionOptions { Steps = 13, BatchSize = size }).Scores.ToArray())];
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[2]);
    }

    [Fact]
    public void Parts_of_layers_have_scores_but_no_probabilities()
    {
        using Model model = SmallNetworks.Color(12, 12);
        Tensor input = HashFill.Uniform("perturbation.layer", new Shape(1, 3, 12, 12), -2, 2);
        GradientMap map = Saliency.Compute(model, input, Target.Channel("relu1", 2));
        DeletionCurve curve = Deletion.Compute(model, input, map, options: new DeletionOptions { Steps = 5 });
        Assert.Equal(map.Target.Score, curve.Scores[0], Tolerances.FewRoundings);
        Assert.Empty(curve.Probabilities);
        Assert.Null(curve.ProbabilityArea);
        Assert.Contains("units of the layer's output", curve.Caption, StringComparison.Ordinal);
        Assert.Equal((50, 80), (curve.ToImage(50, 80).Height, curve.ToImage(50, 80).Width));
    }

    [Fact]
    public void A_map_of_another_image_is_refused_and_a_coarse_one_is_enlarged()
    {
        using Model model = SmallNetworks.Color(12, 12);
        RgbImage image = RgbImage.Solid(30, 40, RgbColor.White), other = RgbImage.Solid(40, 30, RgbColor.White);
        GradientMap map = Saliency.Compute(model, image);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Deletion.Compute(model, other, map));
        Assert.Contains("30 x 40", refused.Message, StringComparison.Ordinal);
        DeletionCurve curve = Deletion.Compute(
            model, image, new Heatmap(2, 2, [1, 2, 3, 4]), options: new DeletionOptions { Steps = 2 });
        Assert.Contains("2 x 2 was resampled (bilinear) to the input's 12 x 12", curve.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_and_the_model_stays_usable()
    {
        using Model model = SmallNetworks.Color(24, 24);
        Tensor input = HashFill.Image("perturbation.cancel", 1, 24);
        Heatmap map = new(24, 24, new float[576]);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Deletion.Compute(
            model, input, map, options: new DeletionOptions { BatchSize = 1 }, progress: new Cancel(source),
            cancellationToken: source.Token));
        Assert.Equal(97, Deletion.Compute(model, input, map).Scores.Length);      // 0, 6, ..., 576
    }

    /// <summary>Logits (sign relu(sign' sum x + bias) + constant, 0): steps at the first or the last pixel.</summary>
    private static Model Step(int n, float bias, float sign, float constant)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, n));
        int weights = graph.Constant(new Shape(1, n), [.. Enumerable.Repeat(sign, n)]);
        int sum = graph.Node("sum", new Gemm(TransposesB: true), flat, weights, graph.Constant(new Shape(1), bias));
        int relu = graph.Node("relu", new Activation<Relu>(), sum);
        int fc = graph.Node(
            "fc", new Gemm(TransposesB: true), relu, graph.Constant(new Shape(2, 1), sign, 0), graph.Constant(new Shape(2), constant, 0));
        return new Model(
            graph.Build(fc), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
    }
}
