using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>
/// Layer normalisation of channels: dx by <see cref="Standardization"/> of dy * scale over the channels; scale and shift by sums over
/// images and positions.
/// </summary>
internal sealed record ChannelNormalizationRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        ChannelNormalization norm = (ChannelNormalization)node.Operator;
        Shape shape = node.ShapeOfInput(0);
        Shape channels = new([shape[1], .. Enumerable.Repeat(1, shape.Rank - 2)]);
        Standardization standard = new(node, node.Input(0), [1], norm.Epsilon);
        if (node.Needs(0))
            node.Contribute(0, standard.GradientOf(node.Multiply(node.Gradient, node.Reshape(node.Input(1), channels))));
        if (node.Needs(1))
            node.Contribute(1, SumTo(node.Multiply(node.Gradient, standard.Normalized), 1));
        if (node.Needs(2))
            node.Contribute(2, SumTo(node.Gradient, 2));

        int SumTo(int value, int input) => node.Reshape(node.SumTo(value, channels), node.ShapeOfInput(input));
    }
}
