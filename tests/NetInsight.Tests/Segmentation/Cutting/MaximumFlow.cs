namespace NetInsight.Tests.Segmentation.Cutting;

/// <summary>
/// Maximum flow by shortest augmenting paths in a matrix of capacities (Edmonds and Karp 1972), which shares nothing with the cut.
/// </summary>
internal static class MaximumFlow
{
    /// <summary>The flow, and the nodes that the source still reaches; <paramref name="capacity"/> becomes what is left.</summary>
    public static (long Flow, bool[] Reached) Find(long[,] capacity, int source, int sink)
    {
        int nodes = capacity.GetLength(0);
        long flow = 0;
        while (true)
        {
            int[] from = Reach(capacity, source, nodes);
            if (from[sink] < 0)
                return (flow, [.. from.Select(node => node >= 0)]);
            long least = long.MaxValue;
            for (int node = sink; node != source; node = from[node])
                least = Math.Min(least, capacity[from[node], node]);
            for (int node = sink; node != source; node = from[node])
            {
                capacity[from[node], node] -= least;
                capacity[node, from[node]] += least;
            }

            flow += least;
        }
    }

    private static int[] Reach(long[,] capacity, int source, int nodes)
    {
        int[] from = new int[nodes];
        Array.Fill(from, -1);
        from[source] = source;
        Queue<int> open = new([source]);
        while (open.TryDequeue(out int node))
        {
            for (int next = 0; next < nodes; next++)
            {
                if (from[next] >= 0 || capacity[node, next] == 0)
                    continue;
                from[next] = node;
                open.Enqueue(next);
            }
        }

        return from;
    }
}
