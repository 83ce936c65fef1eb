using CsCheck;
using NetInsight.Execution.Planning;
using NetInsight.Execution.Planning.Fusion;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Execution;

public sealed class PlanScalingTests
{
    /// <summary>The plan for another batch, derived, and made anew: nothing tells them apart.</summary>
    [Fact]
    public void A_derived_plan_is_the_plan_made_anew()
    {
        int derivedPlans = 0;
        Gen.Select(RandomGraph.Any, Gen.Int[1, 5]).Sample(
            (network, batch) =>
            {
                Shape input = network.Input.Shape, other = input.With(0, batch);
                HashSet<int> requested = [.. network.Requested];
                Dictionary<int, Shape>? shapes = ShapesOf(network.Graph, other, requested);
                if (shapes is null)
                    return;
                Dictionary<int, Shape> known = ShapeInference.Infer(network.Graph, [input], requested);
                ConstantPacks packs = new();
                Plan anew = Make(network.Graph, shapes, requested, packs);
                if (PlanScaling.Of(Make(network.Graph, known, requested, packs), known, shapes, (input[0], batch)) is not { } derived)
                    return;
                derivedPlans++;
                Assert.Equal(anew.Slots.Select(slot => (slot.LogicalShape, slot.StorageShape, slot.IsNhwc)),
                    derived.Slots.Select(slot => (slot.LogicalShape, slot.StorageShape, slot.IsNhwc)));
                Assert.Equal(anew.Steps.Select(Describe), derived.Steps.Select(Describe));
                Assert.Equal(anew.Requested.OrderBy(pair => pair.Key), derived.Requested.OrderBy(pair => pair.Key));
                Assert.Equal(anew.Peak, derived.Peak);
                Assert.Equal(anew.Memory(default).Slabs, derived.Memory(default).Slabs);
                Assert.All(Enumerable.Range(0, anew.Slots.Length), slot =>
                    Assert.Equal(anew.Memory(default).OffsetOf(slot), derived.Memory(default).OffsetOf(slot)));
            },
            iter: 300,
            threads: 1);
        Assert.True(derivedPlans > 30, $"only {derivedPlans} plans were derived");
    }

    [Fact]
    public void A_run_by_a_derived_plan_has_the_bits_of_a_run_of_its_own() => Gen.Select(RandomGraph.Any, Gen.Int[1, 5]).Sample(
        (network, batch) =>
        {
            Shape other = network.Input.Shape.With(0, batch);
            if (ShapesOf(network.Graph, other, [.. network.Requested]) is null)
                return;
            Tensor input = Inputs.Rounded(other, 7);
            Engine engine = Runs.EngineOf(network.Graph);
            engine.Values([network.Input], network.Requested);
            Dictionary<int, Tensor> after = engine.Values([input], network.Requested);
            foreach ((int value, Tensor tensor) in Runs.EngineOf(network.Graph).Values([input], network.Requested))
                Assert.Equal(tensor.AsSpan(), after[value].AsSpan());
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Where_an_extent_behind_the_batch_differs_nothing_is_derived()
    {
        Plan plan = new([], [], [], new Dictionary<int, int>());
        Dictionary<int, Shape> Known(params int[] extents) => new() { [0] = new Shape(extents) };
        Assert.NotNull(PlanScaling.Of(plan, Known(2, 3), Known(4, 3), (2, 4)));
        Assert.Null(PlanScaling.Of(plan, Known(2, 3), Known(4, 4), (2, 4)));
        Assert.Null(PlanScaling.Of(plan, Known(2, 3), Known(2, 3), (2, 4)));
        Assert.Null(PlanScaling.Of(plan, Known(2, 3), Known(4, 3, 1), (2, 4)));
        Assert.Null(PlanScaling.Of(plan, Known(2, 3), [], (2, 4)));
    }

    private static Plan Make(Graph graph, Dictionary<int, Shape> shapes, HashSet<int> requested, ConstantPacks packs) => Planner.Make(
        graph, GraphFusion.Apply(graph, requested, shapes, packs, new CpuDevice(1)), shapes, requested, new HashSet<int>());

    private static Dictionary<int, Shape>? ShapesOf(Graph graph, Shape input, HashSet<int> requested)
    {
        try
        {
            return ShapeInference.Infer(graph, [input], requested);
        }
        catch (ArgumentException)
        {
            return null;                // a layer that fits one batch only
        }
    }

    private static string Describe(Step step) => $"{step.Layer} {step.Operator.Name} {string.Join(',', step.Inputs)} {step.Output} "
        + $"{string.Join(',', step.Releases)} {step.Observed}";
}
