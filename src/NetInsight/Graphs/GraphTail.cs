using System.Collections.Immutable;

namespace NetInsight.Graphs;

/// <summary>The part of a graph behind one of its values: what must run again where only that value changes.</summary>
internal static class GraphTail
{
    /// <summary>
    /// A graph that computes a value from an earlier one. Its inputs are the earlier value, then those values on which that has no
    /// influence and which the part reads too, such as the other branches of an Inception block. All indices stay valid.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of its values for one image.</param>
    /// <param name="from">The value that is given.</param>
    /// <param name="to">The value that is computed.</param>
    /// <returns>The graph; null where <paramref name="to"/> does not depend on <paramref name="from"/>.</returns>
    public static Graph? Of(Graph graph, IReadOnlyDictionary<int, Shape> shapes, int from, int to)
    {
        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { to });
        HashSet<int> changed = [from], varying = [.. graph.Inputs.Select(input => input.Value)];
        foreach (Node node in graph.Nodes)
        {
            if (node.Output != from && node.Inputs.Any(changed.Contains))
                changed.Add(node.Output);
            if (node.Inputs.Any(varying.Contains))
                varying.Add(node.Output);
        }

        if (!changed.Contains(to))
            return null;

        // Walks back from the target: a value that changes, or that comes from constants alone, is computed here; others are given.
        HashSet<int> required = [to], given = [];
        List<Node> nodes = [];
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            Node node = graph.Nodes[index];
            if (!isNeeded[index] || node.Output == from || !required.Contains(node.Output))
                continue;
            if (varying.Contains(node.Output) && !changed.Contains(node.Output))
            {
                given.Add(node.Output);
                continue;
            }

            nodes.Add(node);
            required.UnionWith(node.Inputs);
        }

        given.UnionWith(graph.Inputs.Select(input => input.Value).Where(value => value != from && required.Contains(value)));
        nodes.Reverse();
        return graph with
        {
            Inputs = [.. given.Order().Prepend(from).Select(value => new GraphInput(value, DimensionsOf(shapes[value])))],
            Nodes = [.. nodes],
            Outputs = [to],
        };
    }

    private static ImmutableArray<int?> DimensionsOf(Shape shape) =>
        [.. shape.Dimensions.ToArray().Select((extent, axis) => axis == 0 ? null : (int?)extent)];
}
