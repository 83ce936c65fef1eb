using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Graphs;

/// <summary>The end of a classifier: where its logits are, whether or not the file goes on to a softmax.</summary>
/// <param name="Logits">The value that holds the scores before the softmax.</param>
/// <param name="EndsInSoftmax">Whether the file itself computes probabilities.</param>
internal sealed record Head(int Logits, bool EndsInSoftmax)
{
    /// <summary>Finds the head of a graph, looking back from its first output through operators that only reshape.</summary>
    public static Head Of(Graph graph)
    {
        Dictionary<int, Node> producers = graph.Nodes.ToDictionary(node => node.Output);
        int value = graph.Outputs[0];
        while (producers.TryGetValue(value, out Node? node))
        {
            if (node.Operator is Softmax)
                return new Head(node.Inputs[0], EndsInSoftmax: true);
            if (!node.Operator.IsView)
                break;
            value = node.Inputs[0];
        }

        return new Head(graph.Outputs[0], EndsInSoftmax: false);
    }

    /// <summary>The shape of logits as batch x classes.</summary>
    /// <exception cref="InvalidOperationException">The network gives no one score a class.</exception>
    public static Shape AsMatrix(Shape logits) => logits.Rank >= 2 && logits.Count == (long)logits[0] * logits[1]
        ? new Shape(logits[0], logits[1])
        : throw new InvalidOperationException($"The network is no classifier: its output has shape {logits}, but batch x classes is expected.");

    /// <summary>The softmax of each row of logits.</summary>
    public static Tensor Softmax(Tensor logits)
    {
        Tensor probabilities = Tensor.Uninitialized(logits.Shape);
        new Softmax(1).Forward(new CpuDevice(1), [logits], probabilities);
        return probabilities;
    }
}
