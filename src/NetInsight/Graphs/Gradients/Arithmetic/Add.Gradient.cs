using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>Addition: da = dy, db = dy, each summed over what was broadcast.</summary>
internal sealed record AddRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        for (int input = 0; input < 2; input++)
        {
            if (node.Needs(input))
                node.Contribute(input, node.SumTo(node.Gradient, node.ShapeOfInput(input)));
        }
    }
}
