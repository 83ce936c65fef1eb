using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Pooling;

namespace NetInsight.Graphs.Gradients.Pooling;

/// <summary>Maximum pool: dy goes to the first largest element of each window, found again from x and y.</summary>
internal sealed record MaxPoolRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        MaxPoolGradient gradient = new(((MaxPool)node.Operator).Window);
        node.Contribute(0, node.Add(gradient, node.Input(0), node.Output, node.Gradient));
    }
}
