using NetInsight.Execution.Running;
using NetInsight.Graphs;

namespace NetInsight.Tests.Execution;

/// <summary>Runs graphs through an engine in tests.</summary>
internal static class Runs
{
    public static Engine EngineOf(Graph graph, int threads = 1) => new(graph, threads, long.MaxValue);

    /// <summary>The requested values.</summary>
    public static Dictionary<int, Tensor> Values(this Engine engine, Tensor[] inputs, params int[] requested) =>
        engine.Run(inputs, new HashSet<int>(requested), new HashSet<int>(), null, CancellationToken.None);

    /// <summary>The requested values, with a hook at one of the graph's values.</summary>
    public static Dictionary<int, Tensor> Hooked(
        this Engine engine, Tensor[] inputs, int hooked, Func<Tensor, Tensor?> hook, params int[] requested) =>
        engine.Run(
            inputs,
            new HashSet<int>(requested),
            new HashSet<int> { hooked },
            (value, map) =>
            {
                Assert.Equal(hooked, value);
                return hook(map);
            },
            CancellationToken.None);
}
