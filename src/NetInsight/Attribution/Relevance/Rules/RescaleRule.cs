using NetInsight.Graphs.Gradients.Building;
using NetInsight.Imaging;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// DeepLIFT's rescale rule for a function of one computed input, element by element: m_x = m_y (y - y0) / (x - x0), the derivative where x
/// is the baseline's (Shrikumar et al. 2017, arXiv:1704.02685).
/// </summary>
/// <param name="Derivative">The rule of the derivative; null where it is 0.</param>
internal sealed record RescaleRule(IGradientRule? Derivative) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int[] computed = [.. Enumerable.Range(0, node.InputCount).Where(node.Needs)];
        if (computed is not [var input])
        {
            throw new InvalidOperationException(
                $"Layer '{Printable.Escape(node.Layer)}': DeepLIFT's rescale rule is for functions of one value, but this "
                + $"{node.Operator.Name} has {computed.Length} that are computed of the image.");
        }

        int[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        int derivative = Derivative is null ? node.Constant(0f) : node.Derive(Derivative, inputs, input, node.Gradient);
        int change = node.Multiply(node.Gradient, node.Difference(node.Output));
        node.Contribute(input, node.Ratio(change, node.Difference(node.Input(input)), derivative));
    }
}
