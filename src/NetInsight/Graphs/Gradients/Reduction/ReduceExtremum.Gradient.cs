using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Largest or smallest element: dy to it, shared evenly by all that are equal (PyTorch's amax and amin).</summary>
internal sealed record ReduceExtremumRule<TReduction> : IGradientRule where TReduction : struct, IReduction
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<TReduction>(node, node.Gradient), extremum = ReducedAxes.Kept<TReduction>(node, node.Output);
        int isExtremum = node.Add(new Arithmetic<Equal>(), node.Input(0), extremum);
        int share = node.Divide(dy, node.SumOver(isExtremum, ReducedAxes.Of<TReduction>(node)));
        node.Contribute(0, node.Multiply(isExtremum, share));
    }
}
