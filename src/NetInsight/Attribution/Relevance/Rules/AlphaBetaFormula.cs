using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = sum over j of (alpha z_ij+ / z_j+ - beta z_ij- / z_j-) R_j, z_ij = a_i w_ij: positive and negative contributions are shared out
/// apart (Bach et al. 2015, eq. 60, there with another sign of beta). Alpha 1, beta 0 is the z+ rule (Montavon et al. 2017, Deep Taylor
/// Decomposition, section 5.1), without biases.
/// </summary>
/// <param name="Alpha">The share of the positive contributions; alpha - beta = 1 keeps the sum.</param>
/// <param name="Beta">The share of the negative ones.</param>
/// <param name="Epsilon">The stabiliser of both sums.</param>
internal sealed record AlphaBetaFormula(float Alpha, float Beta, float Epsilon) : RelevanceFormula
{
    /// <inheritdoc/>
    public override int Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        int positive = layer.Weights(weight => Math.Max(weight, 0)), negative = layer.Weights(weight => Math.Min(weight, 0));
        int result = Part(layer, positive, negative, Beta == 0 ? null : bias?.Select(value => Math.Max(value, 0)), Alpha);
        return Beta == 0
            ? result
            : layer.Node.Subtract(result, Part(layer, negative, positive, bias?.Select(value => Math.Min(value, 0)), Beta));
    }

    /// <summary>The relevance of all contributions of one sign.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="same">The weights that positive inputs meet.</param>
    /// <param name="other">Those that negative inputs meet.</param>
    /// <param name="bias">The biases of this sign; null for none.</param>
    /// <param name="factor">Alpha or beta.</param>
    private int Part(LinearNode layer, int same, int other, IEnumerable<float>? bias, float factor)
    {
        int raised = layer.Layer.IsNonNegative ? layer.Input : layer.Node.Add(new Activation<Relu>(), layer.Input);
        int? lowered = layer.Layer.IsNonNegative ? null : layer.Node.Subtract(layer.Input, raised);
        int z = layer.Forward(raised, same);
        if (lowered is { } input)
            z = layer.Node.Sum(z, layer.Forward(input, other));
        if (bias is not null)
            z = layer.Node.Sum(z, layer.PerChannel([.. bias]));
        int share = layer.Node.Stabilized(layer.Node.Scale(layer.Node.Gradient, factor), z, Epsilon);
        int relevance = layer.Node.Multiply(raised, layer.Backward(same, share));
        return lowered is { } below
            ? layer.Node.Sum(relevance, layer.Node.Multiply(below, layer.Backward(other, share)))
            : relevance;
    }
}
