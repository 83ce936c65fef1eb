using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Faithfulness;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Evaluation.Faithfulness;

public sealed class MuFidelityTests
{
    private const string Name = "cifar_resnet20-test1234";

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(256)]
    public void Sensitivity_n_of_the_reference(int n)
    {
        ReferenceFile maps = ReferenceFile.Require(Name), reference = ReferenceFile.Require($"gradients/faithfulness-{Name}");
        using Model model = Model.Load(
            SharedFiles.Require("data/models/cifar_resnet20.onnx"), new ModelOptions { Preprocessing = Preprocessing.Cifar });
        AttributedInput input = AttributedInput.Of(model, maps["input"]);
        Heatmap map = new(32, 32, ReducedChannels.Reduce(maps["input_x_gradient"], ChannelReduction.Sum));
        int[][] subsets = [.. Enumerable.Range(0, 64).Select(i => SmallestOf($"sensitivity_n.{Name}.{n}.{i}", n))];

        MuFidelityScore score = MuFidelity.Compute(
            EvaluatedMap.Of(input, map), Target.Class(9), subsets, new MuFidelityOptions { Fill = Fill.InputValue(0) }, "reference",
            null, CancellationToken.None);

        Near.Relative(reference[$"sensitivity_n.{n}.sums"], Floats(score.AttributionSums), Tolerances.FewRoundings);
        Near.Relative(reference[$"sensitivity_n.{n}.drops"], Floats(score.Drops), Tolerances.NetworkGradient);
        Assert.Equal(reference[$"sensitivity_n.{n}.correlation"].AsSpan()[0], score.Value, Tolerances.RankCorrelation);

        static Tensor Floats(IReadOnlyList<double> values) => new(new Shape(values.Count), [.. values.Select(value => (float)value)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_best_and_worst_scores_of_Xplique(int sign)
    {
        // The network sums its input, and the map is the input, or its negative.
        using Model model = SmallNetworks.Linear([.. Enumerable.Repeat(1f, 100)]);
        Tensor input = HashFill.Uniform("mufidelity", new Shape(1, 1, 1, 100), 0, 1);
        Heatmap map = new(1, 100, [.. input.AsSpan().ToArray().Select(value => sign * value)]);
        MuFidelityOptions options = new() { Grid = 100, SubsetShare = 0.1, Fill = Fill.InputValue(0) };
        MuFidelityScore score = MuFidelity.Compute(model, input, map, Target.Class(1), options);
        Assert.Equal(sign, score.Value, Tolerances.FewRoundings);
        Assert.Equal(sign, score.RankCorrelation, Tolerances.RankCorrelation);
        Assert.Equal(200, score.Drops.Length);
    }

    [Fact]
    public void Subsets_are_whole_cells_of_the_asked_number()
    {
        MuFidelityOptions options = new() { Grid = 3, SubsetShare = 0.4, Samples = 50 };
        IReadOnlyList<int[]> subsets = CellSubsets.Draw(options, 7, 8);
        Assert.All(subsets, subset =>
        {
            int[] cells = [.. subset.Select(i => i / 8 * 3 / 7 * 3 + i % 8 * 3 / 8).Distinct()];
            Assert.Equal(4, cells.Length);
            int size = Enumerable.Range(0, 56).Count(i => cells.Contains(i / 8 * 3 / 7 * 3 + i % 8 * 3 / 8));
            Assert.Equal(size, subset.Distinct().Count());
        });
        Assert.Equal(subsets.Take(10), CellSubsets.Draw(options with { Samples = 10 }, 7, 8));
        Assert.NotEqual(subsets[0], CellSubsets.Draw(options with { Seed = 2 }, 7, 8)[0]);
    }

    [Fact]
    public void A_constant_map_has_no_correlation_and_a_cancelled_run_ends()
    {
        using Model model = SmallNetworks.Color(12, 12);
        Tensor input = HashFill.Uniform("mufidelity.color", new Shape(1, 3, 12, 12), -2, 2);
        MuFidelityOptions options = new() { Samples = 20, BatchSize = 1, Grid = 4 };
        MuFidelityScore score = MuFidelity.Compute(model, input, new Heatmap(12, 12, new float[144]), options: options);
        Assert.True(double.IsNaN(score.Value));
        Assert.Contains("there is no correlation", score.Caption, StringComparison.Ordinal);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => MuFidelity.Compute(
            model, input, new Heatmap(12, 12, new float[144]), null, options, new Cancel(source), source.Token));
        GradientMap map = Saliency.Compute(model, input);
        Assert.Equal(
            MuFidelity.Compute(model, input, map, options: options).Drops,
            MuFidelity.Compute(model, input, map, options: options with { BatchSize = 9 }).Drops);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MuFidelityOptions { SubsetShare = 1 });
    }

    /// <summary>The n positions of smallest hash, stably sorted.</summary>
    private static int[] SmallestOf(string name, int n)
    {
        float[] values = HashFill.Uniform(name, new Shape(1024), 0, 1).AsSpan().ToArray();
        return [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i]).Take(n)];
    }
}
