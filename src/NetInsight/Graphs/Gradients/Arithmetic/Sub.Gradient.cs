using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>Subtraction: da = dy, db = -dy, each summed over what was broadcast.</summary>
internal sealed record SubRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        if (node.Needs(0))
            node.Contribute(0, node.SumTo(node.Gradient, node.ShapeOfInput(0)));
        if (node.Needs(1))
            node.Contribute(1, node.Add(new Activation<Neg>(), node.SumTo(node.Gradient, node.ShapeOfInput(1))));
    }
}
