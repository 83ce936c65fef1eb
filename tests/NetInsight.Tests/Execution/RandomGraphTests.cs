using CsCheck;
using NetInsight.Execution.Running;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Execution;

public sealed class RandomGraphTests
{
    [Fact]
    public void A_run_equals_the_evaluation_node_by_node() => RandomGraph.Any.Sample(
        network =>
        {
            Dictionary<int, DoubleTensor> expected = NaiveEvaluation.Of(network.Graph, [network.Input]);
            Dictionary<int, double> magnitudes = NaiveEvaluation.MagnitudesOf(network.Graph, expected);
            Dictionary<int, Tensor> actual = Runs.EngineOf(network.Graph).Values([network.Input], network.Requested);
            Assert.Equal(network.Requested.Order(), actual.Keys.Order());
            foreach ((int value, Tensor tensor) in actual)
                expected[value].AssertNear(tensor, Tolerances.SmallNetwork, magnitudes[value]);
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void The_bits_are_the_same_again_and_on_3_threads() => RandomGraph.Any.Sample(
        network =>
        {
            Engine engine = Runs.EngineOf(network.Graph), other = Runs.EngineOf(network.Graph, threads: 3);
            Dictionary<int, Tensor> first = engine.Values([network.Input], network.Requested);
            Dictionary<int, Tensor> second = engine.Values([network.Input], network.Requested);
            Dictionary<int, Tensor> threaded = other.Values([network.Input], network.Requested);
            foreach ((int value, Tensor tensor) in first)
            {
                Assert.Equal(tensor.AsSpan(), second[value].AsSpan());
                Assert.Equal(tensor.AsSpan(), threaded[value].AsSpan());
            }
        },
        iter: 150,
        threads: 1);

    /// <summary>A hook between keeps nodes apart that would be fused; it must get their outputs and change nothing.</summary>
    [Fact]
    public void A_hook_that_observes_gets_each_value_as_it_is() => RandomGraph.Any.Sample(
        network =>
        {
            Dictionary<int, DoubleTensor> expected = NaiveEvaluation.Of(network.Graph, [network.Input]);
            Dictionary<int, double> magnitudes = NaiveEvaluation.MagnitudesOf(network.Graph, expected);
            HashSet<int> all = [.. network.Graph.Nodes.Select(node => node.Output)], seen = [];
            Engine engine = Runs.EngineOf(network.Graph);
            int last = network.Graph.Outputs[0];
            Tensor output = engine.Run([network.Input], new HashSet<int> { last }, all, (value, map) =>
            {
                Assert.True(seen.Add(value));
                expected[value].AssertNear(map, Tolerances.SmallNetwork, magnitudes[value]);
                map.AsSpan().Fill(float.NaN);                    // what a hook does to its copy has no effect
                return null;
            }, CancellationToken.None)[last];
            Assert.Equal(all, seen);
            expected[last].AssertNear(output, Tolerances.SmallNetwork, magnitudes[last]);
            Assert.Equal(0, engine.RentedBuffers);
        },
        iter: 150,
        threads: 1);
}
