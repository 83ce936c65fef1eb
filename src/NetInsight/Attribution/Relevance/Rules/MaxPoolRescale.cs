using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// Maximum pools: the change from y0 to max(y, y0) goes to the input's largest element, that from max(y, y0) to y to the baseline's, each
/// divided by the change of that element, so that contributions sum to m (y - y0).
/// </summary>
internal sealed record MaxPoolRescale(IGradientRule Derivative) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (node.Operator is GlobalPool { Kind: GlobalPoolKind.Average })
        {
            Derivative.Apply(node);
            return;
        }

        (int x, int y) = (node.Input(0), node.Output);
        int x0 = node.BaselineOf(x), y0 = node.BaselineOf(y), larger = node.Add(new Arithmetic<Max>(), y, y0);
        int rise = node.Multiply(node.Gradient, node.Subtract(larger, y0)), fall = node.Multiply(node.Gradient, node.Subtract(y, larger));
        MaxPoolGradient routes = new(WindowOf(node));
        int change = node.Sum(node.Add(routes, x, y, rise), node.Add(routes, x0, y0, fall));
        node.Contribute(0, node.Ratio(change, node.Difference(x), node.Constant(0f)));
    }

    private static Window WindowOf(GradientContext node)
    {
        if (node.Operator is MaxPool pool)
            return pool.Window;
        FeatureMap map = FeatureMap.OfNchw(node.ShapeOfInput(0), node.Operator.Name);
        return new Window(new WindowAxis(map.Height), new WindowAxis(map.Width));
    }
}
