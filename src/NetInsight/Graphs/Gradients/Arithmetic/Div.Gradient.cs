using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>Division: da = dy / b, db = -dy y / b, each summed over what was broadcast.</summary>
internal sealed record DivRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int quotient = node.Divide(node.Gradient, node.Input(1));
        if (node.Needs(0))
            node.Contribute(0, node.SumTo(quotient, node.ShapeOfInput(0)));
        if (node.Needs(1))
        {
            int negative = node.Add(new Activation<Neg>(), node.Multiply(quotient, node.Output));
            node.Contribute(1, node.SumTo(negative, node.ShapeOfInput(1)));
        }
    }
}
