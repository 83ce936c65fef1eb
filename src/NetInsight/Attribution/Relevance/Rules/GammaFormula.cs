namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = a_i sum over j of (w_ij + gamma w_ij+) R_j / z_j, z = (W + gamma W+) a + b + gamma b+: the gamma rule, which favours what speaks
/// for the target (Montavon et al. 2019, Layer-Wise Relevance Propagation: An Overview, section 10.2.1).
/// </summary>
/// <param name="Gamma">How much more positive weights count.</param>
/// <param name="Epsilon">The stabiliser of z.</param>
internal sealed record GammaFormula(float Gamma, float Epsilon) : RelevanceFormula
{
    /// <inheritdoc/>
    public override int Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        int weights = layer.Weights(Favour), z = layer.Forward(layer.Input, weights);
        if (bias is not null)
            z = layer.Node.Sum(z, layer.PerChannel([.. bias.Select(Favour)]));
        int share = layer.Node.Stabilized(layer.Node.Gradient, z, Epsilon);
        return layer.Node.Multiply(layer.Input, layer.Backward(weights, share));
    }

    private float Favour(float weight) => weight + Gamma * Math.Max(weight, 0);
}
