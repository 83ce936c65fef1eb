using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>The same elements under another shape (Reshape, Flatten, Identity): dx is dy under the input's shape.</summary>
internal sealed record ViewRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Built : GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Contribute(0, node.Reshape(node.Gradient, node.ShapeOfInput(0)));
}
