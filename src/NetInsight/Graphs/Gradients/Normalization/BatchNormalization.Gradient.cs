using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>Batch normalisation of a trained network: dx = dy * scale / sqrt(variance + Epsilon), for each channel.</summary>
internal sealed record BatchNormalizationRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input < 3 ? GradientPassage.Built : GradientPassage.Missing;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        BatchNormalization norm = (BatchNormalization)node.Operator;
        Shape input = node.ShapeOfInput(0);
        Shape perChannel = new([input[1], .. Enumerable.Repeat(1, input.Rank - 2)]);
        if (node.Needs(0))
            node.Contribute(0, node.Multiply(node.Gradient, GainOf(node, norm, perChannel)));
        int[] others = [.. Enumerable.Range(0, input.Rank).Where(axis => axis != 1)];
        if (node.Needs(1))
        {
            int centred = node.Subtract(node.Input(0), node.Reshape(node.Input(3), perChannel));
            int sums = node.Reshape(node.SumOver(node.Multiply(node.Gradient, centred), others), perChannel);
            node.Contribute(1, node.Reshape(node.Divide(sums, DeviationOf(node, norm, perChannel)), node.ShapeOfInput(1)));
        }

        if (node.Needs(2))
            node.Contribute(2, node.Reshape(node.SumOver(node.Gradient, others), node.ShapeOfInput(2)));
    }

    /// <summary>scale / sqrt(variance + Epsilon), [channels, 1, 1]: a constant where the parameters are.</summary>
    private static int GainOf(GradientContext node, BatchNormalization norm, Shape perChannel)
    {
        Tensor?[] parameters = [.. Enumerable.Range(1, 4).Select(node.ConstantInput)];
        return parameters.All(parameter => parameter is not null)
            ? node.Constant(new Tensor(perChannel, norm.AsAffine(parameters!).Gain))
            : node.Divide(node.Reshape(node.Input(1), perChannel), DeviationOf(node, norm, perChannel));
    }

    private static int DeviationOf(GradientContext node, BatchNormalization norm, Shape perChannel)
    {
        int variance = node.Sum(node.Reshape(node.Input(4), perChannel), node.Constant(norm.Epsilon));
        return node.Add(new Activation<Sqrt>(), variance);
    }
}
