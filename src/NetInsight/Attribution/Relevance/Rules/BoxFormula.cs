using NetInsight.Kernels.Operators;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// R_i = sum over j of (x_i w_ij - l_i w_ij+ - h_i w_ij-) R_j / (the same summed over i): the rule for a first layer whose inputs lie
/// between l and h (z-box or z-B; Montavon et al. 2017, Deep Taylor Decomposition; Montavon et al. 2019, section
/// 10.3.2). Biases take no share.
/// </summary>
/// <param name="Bounds">For each channel of the input the smallest value, as its gain, and the largest, as its offset.</param>
internal sealed record BoxFormula(ChannelAffine Bounds) : RelevanceFormula
{
    /// <inheritdoc/>
    public override RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias)
    {
        int weights = layer.Weights(weight => weight);
        int positive = layer.Weights(weight => Math.Max(weight, 0)), negative = layer.Weights(weight => Math.Min(weight, 0));
        int low = Filled(layer, Bounds.Gain), high = Filled(layer, Bounds.Offset);
        int taken = layer.Node.Sum(layer.Forward(low, positive), layer.Forward(high, negative));
        int z = layer.Node.Subtract(layer.Forward(layer.Input, weights), taken);
        int share = layer.Node.Stabilized(layer.Node.Gradient, z, RelevanceNodes.Stabilizer);
        int lost = layer.Node.Sum(
            layer.Node.Multiply(low, layer.Backward(positive, share)), layer.Node.Multiply(high, layer.Backward(negative, share)));
        return new RelevanceShare(
            layer.Node.Subtract(layer.Node.Multiply(layer.Input, layer.Backward(weights, share)), lost),
            layer.Rest(layer.Node.Gradient, share, z));
    }

    private static int Filled(LinearNode layer, float[] perChannel)
    {
        Shape shape = layer.Node.ShapeOf(layer.Input);
        int positions = shape.Product(2, shape.Rank);
        Tensor filled = Tensor.Uninitialized(shape);
        for (int map = 0; map < shape[0] * shape[1]; map++)
            filled.AsSpan().Slice(map * positions, positions).Fill(perChannel[map % shape[1]]);
        return layer.Node.Constant(filled);
    }
}
