using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// A quotient a / b as the product of a and 1/b: m_a = m (1/b + 1/b0) / 2, m_b = -m (a + a0) / (2 b b0), which sum to the difference.
/// </summary>
internal sealed record QuotientRescale : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        (int a, int b) = (node.Input(0), node.Input(1));
        if (node.Needs(0))
        {
            int inverse = node.Divide(node.Constant(1f), b);
            if (node.Needs(1))
                inverse = node.Scale(node.Sum(inverse, node.Divide(node.Constant(1f), node.BaselineOf(b))), 0.5f);
            node.Contribute(0, node.SumTo(node.Multiply(node.Gradient, inverse), node.ShapeOfInput(0)));
        }

        if (node.Needs(1))
        {
            int mean = node.Needs(0) ? node.Mean(a) : a, squared = node.Multiply(b, node.BaselineOf(b));
            int negative = node.Add(new Activation<Neg>(), node.Multiply(node.Gradient, node.Divide(mean, squared)));
            node.Contribute(1, node.SumTo(negative, node.ShapeOfInput(1)));
        }
    }
}
