using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Graphs.Gradients.Indexing;

/// <summary>Largest elements: each gives its dy to the element that it is.</summary>
internal sealed record TopKRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => ((TopK)op).GivesIndices ? GradientPassage.Zero : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        TopK top = (TopK)node.Operator;
        int indices = node.Add(top with { GivesIndices = true }, node.Input(0));
        int zeros = node.Constant(new Tensor(node.ShapeOfInput(0)));
        node.Contribute(0, node.Add(new ScatterElements(top.Axis, ScatterReduction.Add), zeros, indices, node.Gradient));
    }
}
