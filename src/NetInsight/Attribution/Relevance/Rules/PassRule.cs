using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// All relevance of an element goes to the one element of the first input of which it was computed: activations, factors and shifts by
/// constants, normalisations that stand alone.
/// </summary>
internal sealed record PassRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        for (int input = 0; input < node.InputCount; input++)
        {
            if (node.Needs(input))
                node.Contribute(input, node.SumTo(node.Gradient, node.ShapeOfInput(input)));
        }
    }
}
