using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>
/// Leaky ReLU with a learned slope b: da = dy above 0, b dy at or below; db = a dy below 0; each summed over what was broadcast.
/// </summary>
internal sealed record PReluRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int isAbove = node.Add(new Arithmetic<Greater>(), node.Input(0), node.Constant(0));
        if (node.Needs(0))
        {
            int slope = node.Add(new Where(), isAbove, node.Constant(1), node.Input(1));
            node.Contribute(0, node.SumTo(node.Multiply(slope, node.Gradient), node.ShapeOfInput(0)));
        }

        if (node.Needs(1))
        {
            int below = node.Add(new Arithmetic<Min>(), node.Input(0), node.Constant(0));
            node.Contribute(1, node.SumTo(node.Multiply(below, node.Gradient), node.ShapeOfInput(1)));
        }
    }
}
