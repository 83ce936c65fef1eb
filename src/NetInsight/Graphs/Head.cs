using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Graphs;

/// <summary>The head of a classifier: the value of its logits, whether or not the network ends in a softmax.</summary>
/// <param name="Logits">The index of the value with the scores before the softmax.</param>
/// <param name="EndsInSoftmax">Whether the network itself computes probabilities.</param>
internal sealed record Head(int Logits, bool EndsInSoftmax)
{
    /// <summary>
    /// Finds the head: from the first output backwards through views (Reshape, Flatten, Identity) to a softmax, if there is one.
    /// </summary>
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

    /// <summary>The shape of logits as [batch, classes]; further dimensions must be 1.</summary>
    /// <exception cref="InvalidOperationException">The network does not compute one score for each class.</exception>
    public static Shape AsMatrix(Shape logits) => logits.Rank >= 2 && logits.Count == (long)logits[0] * logits[1]
        ? new Shape(logits[0], logits[1])
        : throw new InvalidOperationException(
            $"The network is no classifier: its output has shape {logits}, but batch x classes is expected.");

    /// <summary>The softmax of each row of logits [batch, classes].</summary>
    public static Tensor Softmax(Tensor logits)
    {
        Tensor probabilities = Tensor.Uninitialized(logits.Shape);
        new Softmax(1).Forward(new CpuDevice(1), [logits], probabilities);
        return probabilities;
    }
}
