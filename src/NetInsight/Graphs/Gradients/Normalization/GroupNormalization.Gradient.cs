using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Graphs.Gradients.Normalization;

/// <summary>
/// Group and instance normalisation: dx by <see cref="Standardization"/> of dy * scale over [images, groups, channels of a group,
/// positions]; scale and shift by sums.
/// </summary>
internal sealed record GroupNormalizationRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape shape = node.ShapeOfInput(0);
        GroupNormalization norm = node.Operator as GroupNormalization
            ?? new GroupNormalization(shape[1], ((InstanceNormalization)node.Operator).Epsilon);
        Shape split = new(shape[0], norm.Groups, shape[1] / norm.Groups, shape.Product(2, shape.Rank));
        Shape parameter = norm.ScalesGroups ? new Shape(norm.Groups, 1, 1) : new Shape(norm.Groups, split[2], 1);
        int x = node.Reshape(node.Input(0), split), dy = node.Reshape(node.Gradient, split);
        Standardization standard = new(node, x, [2, 3], norm.Epsilon);
        if (node.Needs(0))
        {
            int gradient = standard.GradientOf(node.Multiply(dy, node.Reshape(node.Input(1), parameter)));
            node.Contribute(0, node.Reshape(gradient, shape));
        }

        if (node.Needs(1))
            node.Contribute(1, node.Reshape(node.SumTo(node.Multiply(dy, standard.Normalized), parameter), node.ShapeOfInput(1)));
        if (node.Needs(2))
            node.Contribute(2, node.Reshape(node.SumTo(dy, parameter), node.ShapeOfInput(2)));
    }
}
