using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Repetition: dx is the sum of dy over all repetitions.</summary>
internal sealed record TileRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape input = node.ShapeOfInput(0);
        int[] repeats = [.. ((Tile)node.Operator).Repeats];
        int[] split = [.. Enumerable.Range(0, input.Rank).SelectMany(axis => new[] { repeats[axis], input[axis] })];
        int[] repeated = [.. Enumerable.Range(0, input.Rank).Select(axis => 2 * axis)];
        node.Contribute(0, node.Reshape(node.SumOver(node.Reshape(node.Gradient, new Shape(split)), repeated), input));
    }
}
