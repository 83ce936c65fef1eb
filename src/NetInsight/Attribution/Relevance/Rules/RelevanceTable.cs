using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>The table of relevance rules of one graph: layers of weights and pools by name, all else by operator.</summary>
/// <remarks>
/// A batch normalisation or a bias that alone reads a layer of weights is folded into it, unless the target lies between: the layer's rule
/// then works on W' = gain W and the value behind both, and the folded layer passes its relevance on unchanged.
/// </remarks>
internal static class RelevanceTable
{
    /// <summary>The table for one target.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="target">The value that is explained.</param>
    /// <param name="scheme">The formulas.</param>
    /// <exception cref="InvalidOperationException">The scheme's first formula does not fit a first layer.</exception>
    public static GradientRules Of(Graph graph, int target, RelevanceScheme scheme)
    {
        GraphFacts facts = new(graph, target);
        GradientRules rules = scheme.Biases == RelevanceBias.Spread ? RelevanceOperators.Spreading : RelevanceOperators.Table;
        foreach (Node node in facts.Nodes)
        {
            if (facts.LinearOf(node) is { } layer)
                rules = rules.WithLayer(node.Name, new LinearRelevance(layer, FormulaOf(facts, node, layer, scheme), scheme.Biases));
            else if (node.Operator is Arithmetic<Mul> && facts.SignalOf(node) is { } signal)
                rules = rules.WithLayer(node.Name, new ProductRelevance(signal));
        }

        return rules;
    }

    private static RelevanceFormula FormulaOf(GraphFacts facts, Node node, LinearLayer layer, RelevanceScheme scheme)
    {
        if (layer.Weights is null)
            return new EpsilonFormula(RelevanceNodes.Stabilizer);
        if (scheme.First is { } first && facts.IsFirst(node))
        {
            return first is not BoxFormula || (node.Operator is Conv && facts.IsInput(node.Inputs[0]))
                ? first
                : throw new InvalidOperationException(
                    $"The box rule is for a convolution that reads the network's input, but layer '{Printable.Escape(node.Name)}', the "
                    + $"first with weights, is {node.Operator.Name} on a value computed of it: use another composite.");
        }

        return node.Operator is Gemm or MatMul ? scheme.Dense : scheme.Convolution;
    }
}
