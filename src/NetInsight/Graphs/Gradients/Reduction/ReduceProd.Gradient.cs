using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Reduction;

/// <summary>Product: dy times the product of all others, also where elements are 0.</summary>
internal sealed record ReduceProdRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int dy = ReducedAxes.Kept<ProdReduction>(node, node.Gradient);
        // With the zeros taken out, the product of the others is P / x; where one element is 0, only its own gradient is not 0, but P.
        int[] axes = ReducedAxes.Of<ProdReduction>(node);
        int isZero = node.Add(new Arithmetic<Equal>(), node.Input(0), node.Constant(0));
        int nonZero = node.Add(new Where(), isZero, node.Constant(1), node.Input(0));
        int product = node.Add(new Reduce<ProdReduction>([.. axes], EmptyMeansAll: false), nonZero);
        int zeros = node.SumOver(isZero, axes);
        int ofOthers = node.Divide(product, nonZero);
        int othersZeros = node.Subtract(zeros, isZero);
        int derivative = node.Add(new Where(), othersZeros, node.Constant(0), ofOthers);
        node.Contribute(0, node.Multiply(derivative, dy));
    }
}
