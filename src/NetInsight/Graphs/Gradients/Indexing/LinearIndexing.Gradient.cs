using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Graphs.Gradients.Indexing;

/// <summary>
/// Operators that are linear in their first input: running sums (dx: sums from the other end), triangles (dx: the same triangle of dy),
/// reversed sequences (dx: dy reversed again).
/// </summary>
internal sealed record LinearIndexingRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Built : GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Contribute(0, node.Operator switch
    {
        CumSum sums => node.Add(sums with { Reverse = !sums.Reverse }, node.Gradient),
        ReverseSequence reverse => node.Add(reverse, node.Gradient, node.Input(1)),
        _ => node.Add(node.Operator, node.Gradient),
    });
}
