using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Mean over n elements: dy / n to every element.</summary>
internal sealed record ReduceMeanRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<MeanReduction>(node, node.Gradient);
        int count = node.ShapeOfInput(0).Count / Math.Max(node.ShapeOf(node.Output).Count, 1);
        node.Contribute(0, node.ExpandTo(node.Scale(dy, 1f / count), node.ShapeOfInput(0)));
    }
}
