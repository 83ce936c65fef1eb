namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// Every input that an output sees gets the same share of its relevance, whatever weights and values: the flat rule, for the first layer
/// (Lapuschkin et al. 2019, arXiv:1902.10178).
/// </summary>
internal sealed record FlatFormula : RelevanceFormula
{
    /// <inheritdoc/>
    public override int Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        Tensor ones = new(layer.Node.ShapeOf(layer.Input));
        ones.AsSpan().Fill(1);
        int weights = layer.Weights(_ => 1), counts = layer.Forward(layer.Node.Constant(ones), weights);
        return layer.Backward(weights, layer.Node.Stabilized(layer.Node.Gradient, counts, RelevanceNodes.Stabilizer));
    }
}
