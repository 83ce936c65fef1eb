using NetInsight.Graphs.Gradients.Building;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>Relevance through a layer of weights, by one formula.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Formula">The formula.</param>
/// <param name="Biases">What becomes of the share of biases.</param>
internal sealed record LinearRelevance(LinearLayer Layer, RelevanceFormula Formula, RelevanceBias Biases) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        LinearNode linear = new(node, Layer) { KeepsRest = Biases == RelevanceBias.Spread };
        bool isLeftOut = Biases == RelevanceBias.LeaveOut;
        (int inputs, int? rest) = Formula.Apply(linear, isLeftOut ? null : linear.Bias(), isLeftOut);
        node.Contribute(Layer.Data, rest is { } unearned ? node.Sum(inputs, linear.Spread(unearned)) : inputs);
    }
}
