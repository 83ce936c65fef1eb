using NetInsight.Attribution;
using NetInsight.Evaluation.Robustness;
using NetInsight.Graphs;

namespace NetInsight.Tests.Evaluation.Robustness;

/// <summary>Adebayo's cascade on the trained ResNet-20, with the weights of the reference.</summary>
public sealed class WeightRandomizationReferenceTests
{
    private const string Name = "cifar_resnet20-test1234";

    [Fact]
    public void Cascade_and_single_modules_equal_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require($"gradients/randomization-{Name}");
        using Model model = Architectures.CifarResNet(20, Weights.Load(SharedFiles.Require("data/models/cifar_resnet20.safetensors")));
        AttributedInput input = AttributedInput.Of(model, ReferenceFile.Require(Name)["input"]);
        ExplainedTarget target = TargetScores.Resolve(input, Target.Class(reference.Metadata("target")), CancellationToken.None);
        WeightStage[] stages = [.. reference.Texts["order"].Split(' ').Select(module => StageOf(model.Graph, module))];

        WeightRandomizationCurve cascade = Run(RandomizationOrder.Cascading), independent = Run(RandomizationOrder.Independent);

        Tensor rows = reference["cascade"];
        Assert.Equal(rows.Shape[0], cascade.Stages.Length);
        for (int row = 0; row < rows.Shape[0]; row++)
        {
            RandomizedStage stage = cascade.Stages[row];
            Assert.Equal(rows[row, 0], stage.AbsoluteCorrelation, Tolerances.RankCorrelation);
            Assert.Equal(rows[row, 1], stage.SignedCorrelation, Tolerances.RankCorrelation);
            Assert.Equal(rows[row, 3], stage.Score, Tolerances.Forward * Math.Max(1, Math.Abs(rows[row, 3])));
        }

        foreach (int row in new[] { 1, 4, 12 })
        {
            Tensor expected = reference[$"gradient.{row}"];
            Near.Gradient(expected, cascade.Stages[row].Map.Values.Reshape(expected.Shape));
        }

        for (int row = 0; row < stages.Length; row++)
        {
            float expected = reference["independent"].AsSpan()[row];
            Assert.Equal(expected, independent.Stages[row + 1].AbsoluteCorrelation, Tolerances.RankCorrelation);
        }

        WeightRandomizationCurve Run(RandomizationOrder order) => WeightRandomization.Compute(
            input, (network, x, explained, token) => Saliency.Compute(network, x, explained, cancellationToken: token), target, stages,
            order, "reference", null, CancellationToken.None);
    }

    private static WeightStage StageOf(Graph graph, string module)
    {
        Dictionary<int, Tensor> weights = [];
        for (int i = 0; i < graph.Values.Length; i++)
        {
            Value value = graph.Values[i];
            if (value.Constant is { } constant && value.Name.StartsWith(module + ".", StringComparison.Ordinal))
                weights[i] = HashFill.Weight($"cascade.{value.Name}", constant.Shape);
        }

        Assert.NotEmpty(weights);
        return new WeightStage([module], weights);
    }
}
