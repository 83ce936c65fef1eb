using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Recurrence;

namespace NetInsight.Evaluation.Robustness;

/// <summary>Finds the weights of a graph and makes random ones in their place.</summary>
internal static class RandomWeights
{
    /// <summary>Elements that are drawn from one stream; between two of them a cancellation is obeyed.</summary>
    private const int Chunk = 1 << 16;

    /// <summary>The graph with other constants.</summary>
    public static Graph Replaced(Graph graph, IReadOnlyDictionary<int, Tensor> weights) => graph with
    {
        Values = [.. graph.Values.Select((value, index) =>
            weights.TryGetValue(index, out Tensor? constant) ? value with { Constant = constant } : value)],
    };

    /// <summary>
    /// The layers with weights on which a value depends, from the output to the input, in at most so many stages of nearly equal numbers of
    /// layers. A constant that several layers share is replaced with the first of them.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">The target's value.</param>
    /// <param name="options">The number of stages, the distribution and the seed.</param>
    /// <param name="device">Its threads draw the weights, and its cancellation stops them.</param>
    public static IReadOnlyList<WeightStage> Stages(
        Graph graph, int value, WeightRandomizationOptions options, CpuDevice device)
    {
        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { value });
        HashSet<int> seen = [];
        List<(string Name, Dictionary<int, Tensor> Weights)> layers = [];
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            Node node = graph.Nodes[index];
            int[] constants = isNeeded[index] && HasWeights(node.Operator)
                ? [.. node.Inputs.Where(input => graph.Values[input].Constant is { Count: > 1 } && seen.Add(input))]
                : [];
            if (constants.Length == 0)
                continue;
            layers.Add((
                node.Name,
                constants.ToDictionary(input => input, input => Random(graph.Values[input].Constant!, input, options, device))));
        }

        int stages = Math.Min(options.Stages, layers.Count);
        return
        [
            .. Enumerable.Range(0, stages).Select(stage =>
            {
                int first = (int)((long)stage * layers.Count / stages), end = (int)((stage + 1L) * layers.Count / stages);
                List<(string Name, Dictionary<int, Tensor> Weights)> some = layers[first..end];
                return new WeightStage(
                    [.. some.Select(layer => layer.Name)],
                    some.SelectMany(layer => layer.Weights).ToDictionary(pair => pair.Key, pair => pair.Value));
            }),
        ];
    }

    private static bool HasWeights(Operator op) =>
        op is Conv or ConvTranspose or Gemm or MatMul or Recurrence or BatchNormalization or ConcatBatchNormalization or LayerNormalization
            or GroupNormalization or InstanceNormalization or ChannelNormalization;

    /// <summary>New elements; streams of random numbers for each value, so that they do not depend on the stages.</summary>
    private static Tensor Random(Tensor weights, int value, WeightRandomizationOptions options, CpuDevice device)
    {
        if (options.Reinitialization == WeightReinitialization.Shuffled || weights.Shape.Rank < 2)
            return Shuffled(weights, new Pcg32(options.Seed, (ulong)value << 32), device);
        Moments moments = Moments.Of(weights.AsSpan());
        double mean = moments.Mean, deviation = moments.Deviation;
        Tensor result = Tensor.Uninitialized(weights.Shape);
        device.For((weights.Count + Chunk - 1) / Chunk, 50L * Chunk, chunk =>
        {
            Pcg32 random = new(options.Seed, ((ulong)value << 32) + (ulong)chunk);
            foreach (ref float element in result.AsSpan()[(chunk * Chunk)..Math.Min((chunk + 1) * Chunk, result.Count)])
                element = (float)(mean + deviation * random.NextNormal());
        });
        return result;
    }

    /// <summary>Fisher and Yates's shuffle.</summary>
    private static Tensor Shuffled(Tensor weights, Pcg32 random, CpuDevice device)
    {
        Tensor result = weights.Clone();
        Span<float> elements = result.AsSpan();
        for (int last = elements.Length - 1; last > 0; last--)
        {
            if (last % Chunk == 0)
                device.ThrowIfCancelled();
            int other = (int)(random.NextUnit() * (last + 1));
            (elements[last], elements[other]) = (elements[other], elements[last]);
        }

        return result;
    }
}
