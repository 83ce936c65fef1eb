using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Sum of squares: 2 x dy.</summary>
internal sealed record ReduceSumSquareRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<SumSquareReduction>(node, node.Gradient);
        node.Contribute(0, node.Multiply(node.Input(0), node.Scale(dy, 2)));
    }
}
