using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Logarithm of the sum: dy / sum = dy exp(-y) to every element.</summary>
internal sealed record ReduceLogSumRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<LogSumReduction>(node, node.Gradient);
        int sum = node.Add(new Activation<Exp>(), ReducedAxes.Kept<LogSumReduction>(node, node.Output));
        node.Contribute(0, node.ExpandTo(node.Divide(dy, sum), node.ShapeOfInput(0)));
    }
}
