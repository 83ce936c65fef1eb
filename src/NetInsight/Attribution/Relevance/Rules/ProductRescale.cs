using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// A product of two values, element by element or of matrices: each gets the gradient with the mean of the other's value and its value on
/// the baseline, since a b - a0 b0 = (a - a0)(b + b0)/2 + (b - b0)(a + a0)/2. With a constant factor it is the derivative.
/// </summary>
/// <param name="Derivative">The rule of the derivative.</param>
internal sealed record ProductRescale(IGradientRule Derivative) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        for (int input = 0; input < node.InputCount; input++)
        {
            if (!node.Needs(input))
                continue;
            int[] inputs = [.. Enumerable.Range(0, node.InputCount)
                .Select(other => other == input || !node.Needs(other) ? node.Input(other) : node.Mean(node.Input(other)))];
            node.Contribute(input, node.Derive(Derivative, inputs, input, node.Gradient));
        }
    }
}
