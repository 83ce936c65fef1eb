using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs.Gradients.Indexing;

/// <summary>One-hot vectors: the index has no derivative; each of the two values gets the sum of dy where it stands.</summary>
internal sealed record OneHotRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Zero : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int isOn = node.Add(node.Operator, node.Input(0), node.Constant(new Tensor(new Shape(2), [0, 1])));
        int[] axes = [.. Enumerable.Range(0, node.ShapeOf(node.Output).Rank)];
        int all = node.Reshape(node.SumOver(node.Gradient, axes), new Shape(1));
        int on = node.Reshape(node.SumOver(node.Multiply(node.Gradient, isOn), axes), new Shape(1));
        node.Contribute(1, node.Reshape(node.Add(new Concat(0), node.Subtract(all, on), on), node.ShapeOfInput(1)));
    }
}
