using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>Multiplication: da = dy b, db = dy a, each summed over what was broadcast.</summary>
internal sealed record MulRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        for (int input = 0; input < 2; input++)
        {
            if (node.Needs(input))
                node.Contribute(input, node.SumTo(node.Multiply(node.Gradient, node.Input(1 - input)), node.ShapeOfInput(input)));
        }
    }
}
