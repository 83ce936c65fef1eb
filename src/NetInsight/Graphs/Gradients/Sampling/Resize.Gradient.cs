using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Graphs.Gradients.Sampling;

/// <summary>Resizing is linear: dx is the transposed resizing of dy, see <see cref="ResizeGradient"/>.</summary>
internal sealed record ResizeGradientRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node) =>
        node.Contribute(0, node.Add(new ResizeGradient((Resize)node.Operator, node.ShapeOfInput(0)), node.Gradient));
}
