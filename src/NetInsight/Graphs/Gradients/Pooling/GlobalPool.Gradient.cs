using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs.Gradients.Pooling;

/// <summary>Global pool: the mean spreads dy evenly over all positions, the maximum gives it to the first largest.</summary>
internal sealed record GlobalPoolRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape shape = node.ShapeOfInput(0);
        FeatureMap map = FeatureMap.OfNchw(shape, node.Operator.Name);
        if (((GlobalPool)node.Operator).Kind == GlobalPoolKind.Average)
        {
            node.Contribute(0, node.ExpandTo(node.Scale(node.Gradient, 1f / map.Positions), shape));
            return;
        }

        Window whole = new(new WindowAxis(map.Height), new WindowAxis(map.Width));
        node.Contribute(0, node.Add(new MaxPoolGradient(whole), node.Input(0), node.Output, node.Gradient));
    }
}
