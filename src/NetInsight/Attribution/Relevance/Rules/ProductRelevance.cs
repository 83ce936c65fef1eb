using NetInsight.Graphs.Gradients.Building;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// A product or quotient. A factor that is not computed of the image changes nothing; of a signal and its gate the signal takes all (Arras
/// et al. 2017, arXiv:1706.07206). Two signals have no published rule here.
/// </summary>
/// <param name="Signal">Which input is the signal, where the other is a gate; null where none is known.</param>
internal sealed record ProductRelevance(int? Signal = null) : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int signal = Signal ?? (!node.Needs(1) ? 0 : !node.Needs(0) && node.Operator is Arithmetic<Mul> ? 1
            : throw new InvalidOperationException(
                $"Layer '{Printable.Escape(node.Layer)}': layer-wise relevance has no rule for {node.Operator.Name} of two values that are "
                + "both computed of the image, unless one of them is a gate (a sigmoid)."));
        if (node.Needs(signal))
            node.Contribute(signal, node.SumTo(node.Gradient, node.ShapeOfInput(signal)));
    }
}
