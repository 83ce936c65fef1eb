using NetInsight.Execution.Planning;
using NetInsight.Execution.Planning.Fusion;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class PlannerTests
{
    private readonly Residual _block = new();

    [Fact]
    public void Layouts_change_once_on_the_way_in_and_once_where_a_matrix_begins()
    {
        Assert.Equal(
            ["Transpose", "Conv", "Conv", "Transpose", "Flatten", "Gemm"],
            PlanOf(_block.Graph, _block.Input.Shape, _block.Fc).Steps.Select(step => step.Operator.Name));
    }

    [Fact]
    public void Branches_are_joined_without_leaving_NHWC()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x");
        int a = builder.Node("a", new MaxPool(Window.Square(1)), x), b = builder.Node("b", new AveragePool(Window.Square(1)), x);
        int joined = builder.Node("joined", new Concat(-3), a, b);
        int sliced = builder.Node("sliced", new Slice([new SliceAxis(1, 1, 3)]), joined);
        Graph graph = builder.Build(sliced);
        Plan plan = PlanOf(graph, new Shape(1, 2, 3, 4), sliced);
        string[] expected = ["Transpose", "MaxPool", "AveragePool", "Concat", "Slice", "Transpose"];
        Assert.Equal(expected, plan.Steps.Select(step => step.Operator.Name));
        Assert.Equal(new Shape(1, 2, 3, 4), plan.Slots[plan.Requested[sliced]].StorageShape);
    }

    [Fact]
    public void Maps_of_one_position_or_one_channel_need_no_conversion()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), y = builder.Node("y", new MaxPool(Window.Square(1)), x);
        Graph graph = builder.Build(y);
        foreach (Shape shape in new[] { new Shape(2, 7, 1, 1), new Shape(2, 1, 5, 5) })
            Assert.Single(PlanOf(graph, shape, y).Steps, step => !step.IsView);
        Assert.Equal(3, PlanOf(graph, new Shape(2, 7, 1, 2), y).Steps.Count(step => !step.IsView));
    }

    [Fact]
    public void Memory_is_free_after_its_last_use_and_not_before()
    {
        foreach (int[] requested in new int[][] { [_block.Fc], [_block.Conv1, _block.Flat], _block.All })
        {
            Plan plan = PlanOf(_block.Graph, _block.Input.Shape, requested);
            HashSet<int> free = [];
            foreach (Step step in plan.Steps)
            {
                Assert.DoesNotContain(step.Inputs, free.Contains);
                Assert.DoesNotContain(step.Output, free);
                foreach (int slot in step.Releases)
                    Assert.True(free.Add(slot), $"slot {slot} is freed twice");
            }

            Assert.DoesNotContain(plan.Requested.Values, free.Contains);
            Assert.DoesNotContain(plan.Inputs, free.Contains);
        }
    }

    /// <summary>
    /// Two maps of 420 elements at a time: the shortcut, which the second convolution reads as well, and the sum that it makes.
    /// </summary>
    [Fact]
    public void The_peak_is_the_most_that_is_held_at_once() =>
        Assert.Equal(2 * 420, Lifetimes.Peak(PlanOf(_block.Graph, _block.Input.Shape, _block.Fc)));

    private static Plan PlanOf(Graph graph, Shape input, params int[] requested)
    {
        HashSet<int> values = [.. requested];
        Dictionary<int, Shape> shapes = ShapeInference.Infer(graph, [input]);
        List<FusedNode> nodes = GraphFusion.Apply(graph, values, shapes, new ConstantPacks(), new CpuDevice(1));
        return Planner.Make(graph, nodes, shapes, values, new HashSet<int>());
    }
}
