using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Broadcasting (Expand, and by the batch): dx is the sum of dy over all repetitions.</summary>
internal sealed record ExpandRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Built : GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Contribute(0, node.SumTo(node.Gradient, node.ShapeOfInput(0)));
}
