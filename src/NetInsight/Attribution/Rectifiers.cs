using NetInsight.Graphs;
using NetInsight.Graphs.Gradients.Activation;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Attribution;

/// <summary>The ReLUs and the other activations between a network's input and a value.</summary>
/// <param name="Count">How many ReLUs there are.</param>
/// <param name="Others">The names of other activations, each once.</param>
internal sealed record Rectifiers(int Count, IReadOnlyList<string> Others)
{
    /// <summary>What becomes of the other activations, as a sentence; empty where there are none.</summary>
    public string Kept => Others.Count == 0
        ? "" : $" Activations that are no ReLU keep their derivative: {string.Join(", ", Others)}.";

    /// <summary>Finds them.</summary>
    private static Rectifiers Between(Graph graph, int value)
    {
        int count = 0;
        List<string> others = [];
        foreach (Node node in graph.NodesBefore(value))
        {
            if (RectifiedRule.IsRectifier(node.Operator))
                count++;
            else if (ActivationTypes.Include(node.Operator.GetType()) && !others.Contains(node.Operator.Name))
                others.Add(node.Operator.Name);
        }

        return new Rectifiers(count, others);
    }

    /// <summary>The ReLUs before a target, which a technique needs.</summary>
    /// <param name="technique">The technique's name.</param>
    /// <param name="model">The network.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="InvalidOperationException">There is none: the result would be the plain gradient.</exception>
    public static Rectifiers Require(string technique, Model model, Target target)
    {
        Rectifiers rectifiers = Between(model.Graph, target.SpecOf(model).Value);
        if (rectifiers.Count > 0)
            return rectifiers;
        string found = rectifiers.Others.Count == 0 ? "no activation at all" : $"only {string.Join(", ", rectifiers.Others)}";
        throw new InvalidOperationException(
            $"{technique} changes how gradients pass ReLUs, but between the input and {target.Describe(model)} there is none ({found}): "
            + $"the result would be the plain gradient, which {nameof(Saliency)} computes.");
    }
}
