using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>What DeepLIFT's rules have in common, as nodes.</summary>
internal static class RescaleNodes
{
    /// <summary>Differences from the baseline of at most this magnitude count as none.</summary>
    private const float Smallest = 1e-10f;

    /// <summary>value - its value on the baseline.</summary>
    public static int Difference(this GradientContext node, int value) => node.Subtract(value, node.BaselineOf(value));

    /// <summary>(value + its value on the baseline) / 2.</summary>
    public static int Mean(this GradientContext node, int value) =>
        node.ConstantOf(value) is not null ? value : node.Scale(node.Sum(value, node.BaselineOf(value)), 0.5f);

    /// <summary>dividend / difference; another value where the difference is none.</summary>
    public static int Ratio(this GradientContext node, int dividend, int difference, int otherwise)
    {
        int magnitude = node.Add(new Activation<Abs>(), difference);
        int isLarge = node.Add(new Arithmetic<Greater>(), magnitude, node.Constant(Smallest));
        int divisor = node.Add(new Where(), isLarge, difference, node.Constant(1f));
        return node.Add(new Where(), isLarge, node.Divide(dividend, divisor), otherwise);
    }
}
