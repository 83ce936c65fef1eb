using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Sum: dy to every element.</summary>
internal sealed record ReduceSumRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<SumReduction>(node, node.Gradient);
        node.Contribute(0, node.ExpandTo(dy, node.ShapeOfInput(0)));
    }
}
