using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>What relevance rules have in common, as nodes.</summary>
internal static class RelevanceNodes
{
    /// <summary>
    /// The stabiliser where a formula has none of its own, which only avoids 0 / 0: what is shared out is at most as large as the divisor.
    /// </summary>
    public const float Stabilizer = 1e-9f;

    /// <summary>relevance / (z + epsilon sign(z)), where the sign of 0 is 1 (Bach et al. 2015, eq. 58).</summary>
    public static int Stabilized(this GradientContext node, int relevance, int z, float epsilon)
    {
        int isPositive = node.Add(new Arithmetic<GreaterOrEqual>(), z, node.Constant(0f));
        int sign = node.Subtract(node.Multiply(isPositive, node.Constant(2 * epsilon)), node.Constant(epsilon));
        return node.Divide(relevance, node.Sum(z, sign));
    }
}
