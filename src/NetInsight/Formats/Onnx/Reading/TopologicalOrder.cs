using System.Collections.Immutable;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>Sorts nodes topologically (Kahn's algorithm): each follows the producers of its inputs. Files need not be sorted.</summary>
internal static class TopologicalOrder
{
    /// <summary>
    /// The nodes in topological order; of several that could follow, the first in the file does, so that sorted files keep their order.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="known">Names of inputs and initializers.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <exception cref="ModelFormatException">A value has two producers or none, or the graph has a cycle.</exception>
    public static IEnumerable<OnnxNode> Of(
        ImmutableArray<OnnxNode> nodes, HashSet<string> known, string path, CancellationToken cancellation = default)
    {
        Dictionary<string, int> producer = new(StringComparer.Ordinal);
        for (int index = 0; index < nodes.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (string output in nodes[index].Outputs)
            {
                if (output.Length == 0)
                    continue;
                if (known.Contains(output) || !producer.TryAdd(output, index))
                    throw new ModelFormatException(
                        path, nodes[index].Location, $"computes the value '{output}', which is computed elsewhere too.");
            }
        }

        int[] missingInputs = new int[nodes.Length];
        int[] next = new int[nodes.Length];                 // the first edge from each node, then from each edge the next; -1: none
        Array.Fill(next, -1);
        List<(int Reader, int Next)> edges = [];
        PriorityQueue<int, int> ready = new();
        for (int index = 0; index < nodes.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (string input in nodes[index].Reads)
            {
                if (known.Contains(input))
                    continue;
                if (!producer.TryGetValue(input, out int source))
                    throw new ModelFormatException(path, nodes[index].Location, $"takes the value '{input}', which no node computes.");
                edges.Add((index, next[source]));
                next[source] = edges.Count - 1;
                missingInputs[index]++;
            }

            if (missingInputs[index] == 0)
                ready.Enqueue(index, index);
        }

        List<OnnxNode> order = new(nodes.Length);
        while (ready.TryDequeue(out int index, out _))
        {
            cancellation.ThrowIfCancellationRequested();
            order.Add(nodes[index]);
            for (int edge = next[index]; edge >= 0; edge = edges[edge].Next)
            {
                int reader = edges[edge].Reader;
                if (--missingInputs[reader] == 0)
                    ready.Enqueue(reader, reader);
            }
        }

        return order.Count == nodes.Length
            ? order
            : throw new ModelFormatException(path, nodes[Array.FindIndex(missingInputs, count => count > 0)].Location,
                "depends on its own output: the graph has a cycle.");
    }
}
