using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Euclidean norm: x dy / y, 0 where the norm is 0 (as in PyTorch).</summary>
internal sealed record ReduceL2Rule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<L2Reduction>(node, node.Gradient);
        int norm = ReducedAxes.Kept<L2Reduction>(node, node.Output);
        int isZero = node.Add(new Arithmetic<Equal>(), norm, node.Constant(0));
        int share = node.Add(new Where(), isZero, node.Constant(0), node.Divide(dy, norm));
        node.Contribute(0, node.Multiply(node.Input(0), share));
    }
}
