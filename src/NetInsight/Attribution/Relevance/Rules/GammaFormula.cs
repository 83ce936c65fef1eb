using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = a_i sum over j of (w_ij + gamma w_ij+) R_j / z_j, z = (W + gamma W+) a + b + gamma b+: the gamma rule, which favours what speaks
/// for the target (Montavon et al. 2019, Layer-Wise Relevance Propagation: An Overview, section 10.2.1).
/// </summary>
/// <param name="Gamma">How much more contributions count that have the sign of the output.</param>
/// <param name="Epsilon">The stabiliser of z.</param>
/// <param name="IsSigned">
/// Whether contributions a_i w_ij of the output's own sign are favoured, whatever the signs of a_i and z_j, which keeps z away from 0
/// (Andeol et al. 2021, Learning Domain Invariant Representations by Joint Wasserstein Distance Minimization); for inputs and
/// outputs that are not negative it is the same. Else the formula as it stands.
/// </param>
internal sealed record GammaFormula(float Gamma, float Epsilon, bool IsSigned = true) : RelevanceFormula
{
    /// <inheritdoc/>
    public override RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        (int Raised, int? Lowered) input = IsSigned ? layer.Parts() : (layer.Input, null);
        int plus = layer.Weights(weight => weight + Gamma * Math.Max(weight, 0));
        float[]? above = bias?.Select(value => value + Gamma * Math.Max(value, 0)).ToArray();

        // Outputs below 0 have no relevance where a ReLU alone reads them, unless some was spread over all.
        if (!IsSigned || (layer.Layer.IsRectified && input.Lowered is null && !layer.KeepsRest))
            return layer.Share((input.Raised, null), plus, plus, above, layer.Node.Gradient, Epsilon);
        int minus = layer.Weights(weight => weight + Gamma * Math.Min(weight, 0));
        float[]? below = bias?.Select(value => value + Gamma * Math.Min(value, 0)).ToArray();
        int output = layer.Layer.Output;
        if (dropsBias && layer.Bias() is { } dropped)
            output = layer.Node.Subtract(output, layer.PerChannel(dropped));
        int isPositive = layer.Node.Add(new Arithmetic<GreaterOrEqual>(), output, layer.Node.Constant(0f));
        int none = layer.Node.Constant(0f), relevance = layer.Node.Gradient;
        int ofPositive = layer.Node.Add(new Where(), isPositive, relevance, none);
        int ofNegative = layer.Node.Add(new Where(), isPositive, none, relevance);
        RelevanceShare first = layer.Share(input, plus, minus, above, ofPositive, Epsilon);
        RelevanceShare second = layer.Share(input, minus, plus, below, ofNegative, Epsilon);
        return new RelevanceShare(
            layer.Node.Sum(first.Inputs, second.Inputs),
            first.Rest is { } rest && second.Rest is { } more ? layer.Node.Sum(rest, more) : null);
    }
}
