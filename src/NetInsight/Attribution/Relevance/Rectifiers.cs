using NetInsight.Graphs;
using NetInsight.Graphs.Gradients.Activation;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Attribution.Relevance;

/// <summary>The ReLUs and the other activations between a network's input and a value.</summary>
/// <param name="Count">How many ReLUs there are.</param>
/// <param name="Others">The names of other activations, each once.</param>
internal sealed record Rectifiers(int Count, IReadOnlyList<string> Others)
{
    /// <summary>Finds them.</summary>
    public static Rectifiers Between(Graph graph, int value)
    {
        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { value });
        HashSet<int> computed = [.. graph.Inputs.Select(input => input.Value)];
        int count = 0;
        List<string> others = [];
        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            Node node = graph.Nodes[index];
            if (!isNeeded[index] || !node.Inputs.Any(computed.Contains))
                continue;
            computed.Add(node.Output);
            if (RectifiedRule.IsRectifier(node.Operator))
                count++;
            else if (IsActivation(node.Operator) && !others.Contains(node.Operator.Name))
                others.Add(node.Operator.Name);
        }

        return new Rectifiers(count, others);
    }

    private static bool IsActivation(Operator op) =>
        op.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Activation<>);
}
