using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Logarithm of the sum of exponentials: dy exp(x - y).</summary>
internal sealed record ReduceLogSumExpRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<LogSumExpReduction>(node, node.Gradient);
        int difference = node.Subtract(node.Input(0), ReducedAxes.Kept<LogSumExpReduction>(node, node.Output));
        node.Contribute(0, node.Multiply(node.Add(new Activation<Exp>(), difference), dy));
    }
}
