using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>Layer normalisation: dx by <see cref="Standardization"/> of dy * scale; scale and shift by sums over the rows.</summary>
internal sealed record LayerNormalizationRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        LayerNormalization norm = (LayerNormalization)node.Operator;
        Shape shape = node.ShapeOfInput(0);
        int axis = (norm.Axis + shape.Rank) % shape.Rank;
        Standardization standard = new(node, node.Input(0), [.. Enumerable.Range(axis, shape.Rank - axis)], norm.Epsilon);
        if (node.Needs(0))
            node.Contribute(0, standard.GradientOf(node.Multiply(node.Gradient, Broadcastable(1))));
        if (node.Needs(1))
            node.Contribute(1, SumTo(node.Multiply(node.Gradient, standard.Normalized), 1));
        if (node.Needs(2))
            node.Contribute(2, SumTo(node.Gradient, 2));

        // A parameter has the normalised dimensions, with or without dimensions of 1 before them.
        Shape ShapeOf(int input) => node.ShapeOfInput(input).Count == 1 ? new Shape() : new Shape(shape.Dimensions[axis..]);

        int Broadcastable(int input) => node.Reshape(node.Input(input), ShapeOf(input));

        int SumTo(int value, int input) => node.Reshape(node.SumTo(value, ShapeOf(input)), node.ShapeOfInput(input));
    }
}
