using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>Local response normalisation: see <see cref="LrnGradient"/>.</summary>
internal sealed record LrnRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node) =>
        node.Contribute(0, node.Add(new LrnGradient((Lrn)node.Operator), node.Input(0), node.Gradient));
}
