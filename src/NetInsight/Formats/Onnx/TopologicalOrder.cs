using System.Collections.Immutable;

namespace NetInsight.Formats.Onnx;

/// <summary>Puts nodes into an order in which each takes only what is already made; files need not be so ordered.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes in order; those that are already in order keep their places.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="known">Inputs and initializers.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ModelFormatException">A value is made twice or by nobody, or nodes wait for each other in a circle.</exception>
    public static IEnumerable<OnnxNode> Of(ImmutableArray<OnnxNode> nodes, HashSet<string> known, string path)
    {
        Dictionary<string, int> maker = new(StringComparer.Ordinal);
        for (int index = 0; index < nodes.Length; index++)
        {
            foreach (string output in nodes[index].Outputs.Where(name => name.Length > 0))
            {
                if (known.Contains(output) || !maker.TryAdd(output, index))
                    throw new ModelFormatException(path, nodes[index].Place, $"makes the value '{output}', which is made elsewhere too.");
            }
        }

        int[] waitingFor = new int[nodes.Length];
        List<int>[] dependents = [.. nodes.Select(_ => new List<int>())];
        PriorityQueue<int, int> ready = new();
        for (int index = 0; index < nodes.Length; index++)
        {
            foreach (string input in nodes[index].Inputs.Where(name => name.Length > 0 && !known.Contains(name)))
            {
                if (!maker.TryGetValue(input, out int by))
                    throw new ModelFormatException(path, nodes[index].Place, $"takes the value '{input}', which no node makes.");
                dependents[by].Add(index);
                waitingFor[index]++;
            }

            if (waitingFor[index] == 0)
                ready.Enqueue(index, index);
        }

        List<OnnxNode> order = new(nodes.Length);
        while (ready.TryDequeue(out int index, out _))
        {
            order.Add(nodes[index]);
            foreach (int next in dependents[index])
            {
                if (--waitingFor[next] == 0)
                    ready.Enqueue(next, next);
            }
        }

        return order.Count == nodes.Length
            ? order
            : throw new ModelFormatException(path, nodes[Array.FindIndex(waitingFor, count => count > 0)].Place, "waits for its own output: the graph has a cycle.");
    }
}
