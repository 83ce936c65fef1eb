namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = a_i sum over j of w_ij R_j / (z_j + epsilon sign(z_j)), z = W a + b: the epsilon rule (Bach et al. 2015,
/// doi:10.1371/journal.pone.0130140, eq. 58).
/// </summary>
/// <param name="Epsilon">The stabiliser, in units of the layer's output.</param>
internal sealed record EpsilonFormula(float Epsilon) : RelevanceFormula
{
    /// <inheritdoc/>
    public override RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        int output = layer.Layer.Output, earned = output;
        if ((dropsBias || layer.KeepsRest) && layer.Bias() is { } own)
            earned = layer.Node.Subtract(output, layer.PerChannel(own));
        int share = layer.Node.Stabilized(layer.Node.Gradient, dropsBias ? earned : output, Epsilon);
        int? rest = layer.Rest(layer.Node.Gradient, share, earned);

        // W' = gain W: the gain goes into the share, and the plain weights serve.
        if (layer.Layer.Tail is { } tail)
            share = layer.Node.Multiply(share, layer.PerChannel(tail.Gain));
        return new RelevanceShare(layer.Node.Multiply(layer.Input, layer.Backward(layer.PlainWeights, share)), rest);
    }
}
