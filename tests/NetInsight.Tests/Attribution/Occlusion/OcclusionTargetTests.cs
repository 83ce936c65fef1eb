using NetInsight.Attribution;

namespace NetInsight.Tests.Attribution;

/// <summary>Occlusion of any target: what is measured under each window is the target's value.</summary>
public sealed class OcclusionTargetTests
{
    private static readonly Tensor Input = HashFill.Uniform("occlusion.target", new Shape(1, 3, 8, 8), -2, 2);

    private static readonly OcclusionOptions Options =
        new() { Window = new OcclusionWindow(3, 2), Fill = Fill.InputValue(0.25f), MemoryBudget = 1 << 20 };

    public static TheoryData<Target> Targets { get; } =
    [
        Target.Top, Target.Class(3), Target.TopClass(ClassScore.Probability), Target.Class(2, ClassScore.LogProbability),
        Target.Difference(1, 4), Target.Difference(0, 2, ClassScore.Probability), Target.Unit("relu1", 2, 3, 4),
        Target.Channel("conv2", 5), Target.Layer("relu2"), Target.HalfSquaredNorm("relu1"),
        Target.Of("mean", new Tensor(new Shape(8, 1, 1), [1, -1, 2, 0, 0, 3, 0, 0.5f])),
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_drop_is_the_target_less_the_target_under_the_window(Target target)
    {
        using Model model = SmallNetworks.Color(8, 8);
        OcclusionMap map = Occlusion.Compute(model, Input, target, Options);
        TargetScores scores = new(model, map.Target.Target);
        double whole = scores.Run(Input, default)[0];
        Assert.Equal(whole, map.Target.Score, Tolerances.SmallNetwork);
        double[] sums = new double[64];
        int[] counts = new int[64];
        OcclusionGrid grid = map.Grids[0];
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                Tensor occluded = Input.Clone();
                PixelRectangle window = grid.RectangleAt(row, column);
                for (int i = 0; i < occluded.Count; i++)
                {
                    int y = i % 64 / 8 - window.Top, x = i % 8 - window.Left;
                    if (y >= 0 && x >= 0 && y < window.Height && x < window.Width)
                        occluded.AsSpan()[i] = 0.25f;
                }

                double value = scores.Run(occluded, default)[0];
                Assert.Equal(value, grid.Score(row, column), Tolerances.SmallNetwork);
                for (int y = window.Top; y < window.Top + window.Height; y++)
                {
                    for (int x = window.Left; x < window.Left + window.Width; x++)
                    {
                        sums[y * 8 + x] += whole - value;
                        counts[y * 8 + x]++;
                    }
                }
            }
        }

        float[] expected = [.. sums.Zip(counts, (sum, count) => (float)(sum / count))];
        Assert.Contains(expected, value => Math.Abs(value) > 1e-3);
        Near.Absolute(expected, map.Drop().Values, Tolerances.SmallNetwork);
        Near.Absolute(expected, map.Values.AsSpan(), Tolerances.SmallNetwork);
        Assert.Equal(new Shape(1, 1, 8, 8), map.Values.Shape);
        Assert.Equal(map.Drop().Caption, map.Caption);
        Assert.StartsWith("Drop of ", map.Caption);
        Assert.Contains($"Unit: {map.Target.Unit.Split(' ')[0]}", map.Caption);
        Assert.False(map.Heatmap.IsWithinRounding);
    }

    [Fact]
    public void A_difference_is_the_difference_of_two_maps()
    {
        using Model model = SmallNetworks.Color(8, 8);
        OcclusionMap map = Occlusion.Compute(model, Input, Target.Difference(1, 4), Options);
        float[] expected = [.. map.Drop(1).Values.ToArray().Zip(map.Drop(4).Values.ToArray(), (a, b) => a - b)];
        Near.Absolute(expected, map.Drop().Values, Tolerances.FewRoundings * 10);
        Assert.Equal(5, map.ClassCount);
        Assert.Equal(2 * map.RoundingFloor(1), map.RoundingFloor());
        Assert.Null(map.Target.ClassIndex);
        Assert.Contains("class 1 less class 4 (logit)", map.Caption);
        Assert.Contains("no single class", Assert.Throws<InvalidOperationException>(() => map.ProbabilityMap()).Message);
        Assert.Equal((4, 4), (map.ProbabilityMap(1).Height, map.ProbabilityMap(1).Width));
        OcclusionMap one = Occlusion.Compute(model, Input, Target.Class(1), Options);
        Assert.Equal(map.Drop(1).Values.ToArray(), one.Drop().Values.ToArray());
        Assert.Equal(map.WinningClasses(), one.WinningClasses());
    }

    [Fact]
    public void A_part_of_a_layer_has_no_classes()
    {
        using Model model = SmallNetworks.Color(8, 8);
        OcclusionMap map = Occlusion.Compute(model, Input, Target.Unit("conv1", 0), Options);
        Assert.Equal(0, map.ClassCount);
        Assert.Contains("conv1, channel 0", map.Caption);
        foreach (Action ask in new Action[]
        {
            () => map.Drop(0), () => map.BaseLogit(0), () => map.BaseProbability(0), () => map.ProbabilityMap(0),
            () => map.RoundingFloor(0), () => map.WinningClasses(), () => map.RivalClasses(), () => map.WinnersToImage(),
        })
            Assert.Contains("holds no classes", Assert.Throws<InvalidOperationException>(ask).Message);

        // The unit sees rows and columns 0 and 1 only.
        Heatmap drop = map.Drop();
        Assert.NotEqual(0, drop[0, 0]);
        Assert.All(Enumerable.Range(4, 4), i => Assert.Equal(0, drop[i, i]));
        Assert.Equal(8, map.ToImage().Height);
    }

    [Fact]
    public void Refinement_and_tolerance_follow_the_target()
    {
        using Model model = SmallNetworks.Color(8, 8);
        OcclusionOptions options = new() { Window = new OcclusionWindow(4, 4), Fill = Fill.InputValue(0), Refine = 1, RefinedShare = 0.25 };
        OcclusionMap map = Occlusion.Compute(model, Input, Target.Unit("conv2", 3, 6, 6), options);
        Assert.Equal(new PixelRectangle(4, 4, 2, 2), map.Grids[1].RectangleAt(0, 0));
        Assert.Equal(0, map.MeasuredError);
        OcclusionMap rough = Occlusion.Compute(
            model, Input, Target.Layer("relu2"), new OcclusionOptions { Window = new OcclusionWindow(8, 8), Tolerance = 0.5 });
        OcclusionMap exact = Occlusion.Compute(
            model, Input, Target.Layer("relu2"), new OcclusionOptions { Window = new OcclusionWindow(8, 8) });
        Assert.Equal(Math.Abs(exact.Grids[0].Score(0, 0) - rough.Grids[0].Score(0, 0)), rough.MeasuredError, Tolerances.FewRoundings);
    }

    [Fact]
    public void A_unit_that_sees_nothing_of_the_change_is_drawn_empty()
    {
        using Model model = SmallNetworks.Color(8, 8);
        OcclusionOptions options = Options with { Region = new PixelRectangle(5, 5, 3, 3) };
        OcclusionMap map = Occlusion.Compute(model, Input, Target.Unit("conv1", 0), options);
        Assert.True(map.Heatmap.IsWithinRounding);
        Assert.Contains("Drawn empty", map.Caption);
    }
}
