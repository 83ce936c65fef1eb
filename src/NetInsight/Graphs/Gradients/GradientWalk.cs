using NetInsight.Graphs.Gradients.Building;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Graphs.Gradients;

/// <summary>Goes through a graph backwards and lets each node's rule pass its output's gradient on to its inputs.</summary>
internal sealed class GradientWalk
{
    private readonly Graph _graph;
    private readonly GradientDraft _draft;
    private readonly IReadOnlyCollection<int> _wrt;
    private readonly GradientRules _rules;
    private readonly HashSet<int> _depends;             // values through which a gradient with respect to something wanted passes

    /// <summary>Prepares for gradients with respect to some values.</summary>
    public GradientWalk(Graph graph, GradientDraft draft, IReadOnlyCollection<int> wrt, GradientRules rules)
    {
        (_graph, _draft, _wrt, _rules, _depends) = (graph, draft, wrt, rules, [.. wrt]);
        foreach (Node node in graph.Nodes)
        {
            IGradientRule? rule = rules.Find(node);
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                if (_depends.Contains(node.Inputs[input]) && PassageOf(rule, node, input) != GradientPassage.Zero)
                    _depends.Add(node.Output);
            }
        }
    }

    /// <summary>One pass: from contributions to the targets to the gradients of all values that were asked for.</summary>
    public Dictionary<int, int> Run(Dictionary<int, List<int>> contributions)
    {
        for (int index = _graph.Nodes.Length - 1; index >= 0; index--)
        {
            Node node = _graph.Nodes[index];
            bool[] needs = [.. node.Inputs.Select((value, input) =>
                _depends.Contains(value) && PassageOf(_rules.Find(node), node, input) != GradientPassage.Zero)];
            if (needs.Contains(true) && SumOf(node.Output, contributions) is { } gradient)
                Apply(node, gradient, needs, contributions);
        }

        Dictionary<int, int> gradients = [];
        foreach (int value in _wrt)
        {
            if (SumOf(value, contributions) is { } gradient)
                gradients[value] = gradient;
        }

        return gradients;
    }

    private void Apply(Node node, int gradient, bool[] needs, Dictionary<int, List<int>> contributions)
    {
        IGradientRule rule = _rules.Find(node) ?? throw new InvalidOperationException(
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

        rule.Apply(new GradientContext(_draft, node, gradient, needs, contributions));
    }

    /// <summary>The sum of all contributions to a value's gradient; null where there are none.</summary>
    private int? SumOf(int value, Dictionary<int, List<int>> contributions)
    {
        if (!contributions.TryGetValue(value, out List<int>? list))
            return null;
        int sum = list[0];
        foreach (int contribution in list[1..])
            sum = _draft.Add($"gradient/{_graph.Values[value].Name}/sum", new Arithmetic<Add>(), sum, contribution);
        contributions[value] = [sum];
        return sum;
    }

    private static GradientPassage PassageOf(IGradientRule? rule, Node node, int input) =>
        rule?.Passage(node.Operator, input) ?? GradientPassage.Built;
}
