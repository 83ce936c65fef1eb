using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>Relevance through a layer of weights, by one formula.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Formula">The formula.</param>
/// <param name="CountsBiases">Whether biases take their share, as published; it is lost to the input.</param>
internal sealed record LinearRelevance(LinearLayer Layer, RelevanceFormula Formula, bool CountsBiases) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        LinearNode linear = new(node, Layer);
        node.Contribute(Layer.Data, Formula.Apply(linear, CountsBiases ? linear.Bias() : null, !CountsBiases));
    }
}
