namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = sum over j of (alpha z_ij+ / z_j+ - beta z_ij- / z_j-) R_j, z_ij = a_i w_ij: positive and negative contributions are shared out
/// apart (Bach et al. 2015, eq. 60, there with another sign of beta). Alpha 1, beta 0 is the z+ rule (Montavon et al. 2017, Deep Taylor
/// Decomposition), without biases.
/// </summary>
/// <param name="Alpha">The share of the positive contributions; alpha - beta = 1 keeps the sum.</param>
/// <param name="Beta">The share of the negative ones.</param>
/// <param name="Epsilon">The stabiliser of both sums.</param>
internal sealed record AlphaBetaFormula(float Alpha, float Beta, float Epsilon) : RelevanceFormula
{
    /// <inheritdoc/>
    public override RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        int positive = layer.Weights(weight => Math.Max(weight, 0)), negative = layer.Weights(weight => Math.Min(weight, 0));
        (int Raised, int? Lowered) input = layer.Parts();
        float[]? above = Beta == 0 ? null : bias?.Select(value => Math.Max(value, 0)).ToArray();
        RelevanceShare raised = layer.Share(input, positive, negative, above, layer.Node.Scale(layer.Node.Gradient, Alpha), Epsilon);
        if (Beta == 0)
            return raised;
        float[]? below = bias?.Select(value => Math.Min(value, 0)).ToArray();
        RelevanceShare lowered = layer.Share(input, negative, positive, below, layer.Node.Scale(layer.Node.Gradient, Beta), Epsilon);
        return new RelevanceShare(
            layer.Node.Subtract(raised.Inputs, lowered.Inputs),
            raised.Rest is { } rest && lowered.Rest is { } less ? layer.Node.Subtract(rest, less) : null);
    }
}
