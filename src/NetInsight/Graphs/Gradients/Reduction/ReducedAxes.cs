using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>What the rules of reductions share: values of the result's shape, with the reduced axes as dimensions of 1 again.</summary>
internal static class ReducedAxes
{
    /// <summary>The reduced axes of a node's input.</summary>
    public static int[] Of<TReduction>(GradientContext node) where TReduction : struct, IReduction
    {
        Reduce<TReduction> reduce = (Reduce<TReduction>)node.Operator;
        int rank = node.ShapeOfInput(0).Rank;
        return reduce.Axes.IsEmpty
            ? reduce.EmptyMeansAll ? [.. Enumerable.Range(0, rank)] : []
            : [.. reduce.Axes.Select(axis => (axis + rank) % rank).Distinct().Order()];
    }

    /// <summary>A value of the result's shape as one that broadcasts over the input.</summary>
    public static int Kept<TReduction>(GradientContext node, int value) where TReduction : struct, IReduction
    {
        Shape shape = node.ShapeOfInput(0);
        foreach (int axis in Of<TReduction>(node))
            shape = shape.With(axis, 1);
        return node.Reshape(value, shape);
    }
}
