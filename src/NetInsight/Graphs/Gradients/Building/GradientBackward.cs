using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Graphs.Gradients.Building;

/// <summary>Goes through nodes backwards and lets each one's rule pass its output's gradient on to its inputs.</summary>
/// <param name="draft">The graph to which nodes are added.</param>
/// <param name="ruleOf">The rule of a node; null where there is none.</param>
internal sealed class GradientBackward(GradientDraft draft, Func<Node, IGradientRule?> ruleOf)
{
    /// <summary>The values of a list of nodes through which a gradient with respect to some values passes, those included.</summary>
    public HashSet<int> Dependents(IEnumerable<Node> nodes, IEnumerable<int> wrt)
    {
        HashSet<int> dependents = [.. wrt];
        foreach (Node node in nodes)
        {
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                if (dependents.Contains(node.Inputs[input]) && PassageOf(node, input) != GradientPassage.Zero)
                    dependents.Add(node.Output);
            }
        }

        return dependents;
    }

    /// <summary>From contributions to the gradients of some values to those of all that depend on what is wanted.</summary>
    public void Run(IReadOnlyList<Node> nodes, HashSet<int> dependents, Dictionary<int, List<int>> contributions)
    {
        for (int index = nodes.Count - 1; index >= 0; index--)
        {
            Node node = nodes[index];
            bool[] needs = [.. node.Inputs.Select((value, input) =>
                dependents.Contains(value) && PassageOf(node, input) != GradientPassage.Zero)];
            if (needs.Contains(true) && SumOf(node.Output, contributions) is { } gradient)
                Apply(node, gradient, needs, contributions);
        }
    }

    /// <summary>The sum of all contributions to a value's gradient; null where there are none.</summary>
    public int? SumOf(int value, Dictionary<int, List<int>> contributions)
    {
        if (!contributions.TryGetValue(value, out List<int>? list))
            return null;
        int sum = list[0];
        foreach (int contribution in list[1..])
            sum = draft.Add($"gradient/{draft.NameOf(value)}/sum", new Arithmetic<Add>(), sum, contribution);
        contributions[value] = [sum];
        return sum;
    }

    private void Apply(Node node, int gradient, bool[] needs, Dictionary<int, List<int>> contributions)
    {
        IGradientRule rule = ruleOf(node) ?? throw new InvalidOperationException(
            $"Layer '{Printable.Escape(node.Name)}': there is no gradient rule for {node.Operator.Name}.");
        for (int input = 0; input < needs.Length; input++)
        {
            if (needs[input] && rule.Passage(node.Operator, input) == GradientPassage.Missing)
            {
                throw new InvalidOperationException(
                    $"Layer '{Printable.Escape(node.Name)}': the gradient of {node.Operator.Name} with respect to its input {input} is not "
                    + "computed.");
            }
        }

        rule.Apply(new GradientContext(draft, this, node, gradient, needs, contributions));
    }

    private GradientPassage PassageOf(Node node, int input) =>
        ruleOf(node)?.Passage(node.Operator, input) ?? GradientPassage.Built;
}
