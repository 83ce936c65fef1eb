namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// Every input that an output sees gets the same share of its relevance, whatever weights and values: the flat rule, for the first layer
/// (Lapuschkin et al. 2019, arXiv:1902.10178).
/// </summary>
internal sealed record FlatFormula : RelevanceFormula
{
    /// <inheritdoc/>
    public override RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias) => new(layer.Spread(layer.Node.Gradient), null);
}
