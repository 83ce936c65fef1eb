using NetInsight.Imaging;

namespace NetInsight.Graphs;

/// <summary>Infers the shapes of a graph's values from those of its inputs, node by node.</summary>
internal static class ShapeInference
{
    /// <summary>The shapes of the inputs and of all values that nodes make; NCHW.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">The shapes of the graph's inputs, in its order.</param>
    /// <param name="requested">
    /// The values that must come out; nodes that none of them depends on are left out. All nodes where it is null.
    /// </param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <exception cref="ArgumentException">
    /// The inputs do not fit the network, or its layers each other; the message names the layer.
    /// </exception>
    public static Dictionary<int, Shape> Infer(
        Graph graph, Shape[] inputs, IReadOnlySet<int>? requested = null, CancellationToken cancellation = default)
    {
        bool[]? isNeeded = requested is null ? null : NeededFor(graph, requested);
        Dictionary<int, Shape> shapes = new(graph.Nodes.Length + inputs.Length);
        for (int i = 0; i < inputs.Length; i++)
            shapes[graph.Inputs[i].Value] = inputs[i];
        Shape[] buffer = new Shape[4];
        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isNeeded is null || isNeeded[index])
                shapes[graph.Nodes[index].Output] = Infer(graph, graph.Nodes[index], shapes, ref buffer);
        }

        return shapes;
    }

    /// <summary>For each node, whether a requested value depends on it.</summary>
    public static bool[] NeededFor(Graph graph, IReadOnlySet<int> requested)
    {
        bool[] isNeeded = new bool[graph.Nodes.Length];
        bool[] needed = new bool[graph.Values.Length];
        foreach (int value in requested)
            needed[value] = true;
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            Node node = graph.Nodes[index];
            isNeeded[index] = needed[node.Output];
            if (!isNeeded[index])
                continue;
            foreach (int input in node.Inputs)
                needed[input] = true;
        }

        return isNeeded;
    }

    private static Shape Infer(Graph graph, Node node, Dictionary<int, Shape> shapes, ref Shape[] buffer)
    {
        try
        {
            if (buffer.Length < node.Inputs.Length)
                buffer = new Shape[node.Inputs.Length];
            Span<Shape> inputs = buffer.AsSpan(0, node.Inputs.Length);
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = graph.Values[node.Inputs[i]].Constant?.Shape ?? shapes[node.Inputs[i]];
            return node.Operator.Infer(inputs);
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException)
        {
            throw new ArgumentException($"Layer '{Printable.Escape(node.Name)}': {e.Rule()}", e);
        }
    }
}
