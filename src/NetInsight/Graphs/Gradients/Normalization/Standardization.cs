using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>
/// What layer, instance and group normalisation share: with n = (x - mean) / sqrt(variance + epsilon) over some axes and g the gradient of
/// n, dx = (g - mean of g - n * mean of g n) / sqrt(variance + epsilon).
/// </summary>
internal sealed class Standardization
{
    private readonly GradientContext _node;
    private readonly int[] _axes;
    private readonly int _inverse;

    /// <summary>Adds the nodes that compute n again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="x">What is normalised.</param>
    /// <param name="axes">The axes of mean and variance.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public Standardization(GradientContext node, int x, int[] axes, float epsilon)
    {
        (_node, _axes) = (node, axes);
        int centred = node.Subtract(x, MeanOf(x));
        int variance = node.Sum(MeanOf(node.Multiply(centred, centred)), node.Constant(epsilon));
        _inverse = node.Divide(node.Constant(1), node.Add(new Activation<Sqrt>(), variance));
        Normalized = node.Multiply(centred, _inverse);
    }

    /// <summary>n.</summary>
    public int Normalized { get; }

    /// <summary>dx of the gradient g of n.</summary>
    public int GradientOf(int gradient)
    {
        int along = _node.Multiply(Normalized, MeanOf(_node.Multiply(gradient, Normalized)));
        return _node.Multiply(_node.Subtract(_node.Subtract(gradient, MeanOf(gradient)), along), _inverse);
    }

    private int MeanOf(int value) => _node.Add(new Reduce<MeanReduction>([.. _axes]), value);
}
