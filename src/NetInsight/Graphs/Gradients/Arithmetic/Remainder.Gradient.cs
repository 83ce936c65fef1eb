using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>
/// Remainder y = a - b q, where the whole number q does not change around almost every a and b: da = dy, db = -dy q = dy (y - a) / b.
/// </summary>
internal sealed record RemainderRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (node.Needs(0))
            node.Contribute(0, node.SumTo(node.Gradient, node.ShapeOfInput(0)));
        if (node.Needs(1))
        {
            int times = node.Divide(node.Subtract(node.Output, node.Input(0)), node.Input(1));
            int whole = node.Add(new Activation<Round>(), times);
            node.Contribute(1, node.SumTo(node.Multiply(node.Gradient, whole), node.ShapeOfInput(1)));
        }
    }
}
