using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Sum of magnitudes: dy with the sign of x, 0 where x is 0.</summary>
internal sealed record ReduceL1Rule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<L1Reduction>(node, node.Gradient);
        node.Contribute(0, node.Multiply(node.Add(new Activation<Sign>(), node.Input(0)), dy));
    }
}
