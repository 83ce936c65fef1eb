using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Graphs.Gradients.Activation;

/// <summary>
/// Softmax: dx = y (dy - sum of dy y along the axis); its logarithm: dx = dy - exp(y) * sum of dy. Both from the result.
/// </summary>
internal sealed record SoftmaxRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Softmax softmax = (Softmax)node.Operator;
        int rank = node.ShapeOf(node.Output).Rank, axis = (softmax.Axis + rank) % rank;
        int[] axes = [.. Enumerable.Range(axis, softmax.Joint ? rank - axis : 1)];
        if (softmax.Logarithm)
        {
            int probabilities = node.Add(new Activation<Exp>(), node.Output);
            int weighted = node.Multiply(probabilities, node.SumOver(node.Gradient, axes));
            node.Contribute(0, node.Subtract(node.Gradient, weighted));
        }
        else
        {
            int mean = node.SumOver(node.Multiply(node.Gradient, node.Output), axes);
            node.Contribute(0, node.Multiply(node.Output, node.Subtract(node.Gradient, mean)));
        }
    }
}
