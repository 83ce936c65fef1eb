using NetInsight.Attribution;
using NetInsight.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>The values of targets from forward runs alone equal those of gradient runs.</summary>
public sealed class TargetScoresTests
{
    public static TheoryData<Target> Targets { get; } =
    [
        Target.Top, Target.TopClass(ClassScore.Probability), Target.Class(3), Target.Class(2, ClassScore.LogProbability),
        Target.Difference(1, 4), Target.Difference(0, 2, ClassScore.Probability), Target.Unit("relu1", 2, 3, 4),
        Target.Channel("conv2", 5), Target.Layer("relu2"), Target.HalfSquaredNorm("relu1"),
        Target.Of("mean", new Tensor(new Shape(8, 1, 1), [1, -1, 2, 0, 0, 3, 0, 0.5f])),
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Forward_runs_give_what_gradient_runs_give(Target target)
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor batch = HashFill.Uniform("target.scores", new Shape(3, 3, 8, 8), -2, 2);
        double[] expected = model.RunGradient(new GradientRequest(batch, [target]) { Values = true }, CancellationToken.None).Values[0];
        double[] scores = new TargetScores(model, target).Run(batch, CancellationToken.None);
        Assert.Equal(3, scores.Distinct().Count());
        for (int i = 0; i < 3; i++)
            Assert.Equal(expected[i], scores[i], Tolerances.FewRoundings * expected.Max(Math.Abs));
    }

    [Fact]
    public void The_top_class_becomes_a_class_that_is_the_same_for_all_inputs()
    {
        using Model model = SmallNetworks.Linear(1);
        AttributedInput input = AttributedInput.Of(model, new Tensor(new Shape(1, 1, 1, 1), [3]));
        ExplainedTarget explained = TargetScores.Resolve(input, null, CancellationToken.None);
        Assert.Equal((1, 3.0), (explained.ClassIndex, explained.Score));
        Assert.Equal([3, -3], new TargetScores(model, explained.Target).Run(new Tensor(new Shape(2, 1, 1, 1), [3, -3]), default));
        Assert.Equal([3, 0], new TargetScores(model, Target.Top).Run(new Tensor(new Shape(2, 1, 1, 1), [3, -3]), default));
    }
}
