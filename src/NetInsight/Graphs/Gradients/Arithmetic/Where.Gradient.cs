using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Graphs.Gradients.Arithmetic;

/// <summary>Choice by a condition: da = dy where it holds, db = dy where it does not, each summed over what was broadcast.</summary>
internal sealed record WhereRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Zero : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int none = node.Constant(0);
        if (node.Needs(1))
            node.Contribute(1, node.SumTo(node.Add(new Where(), node.Input(0), node.Gradient, none), node.ShapeOfInput(1)));
        if (node.Needs(2))
            node.Contribute(2, node.SumTo(node.Add(new Where(), node.Input(0), none, node.Gradient), node.ShapeOfInput(2)));
    }
}
