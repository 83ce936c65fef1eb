using NetInsight.Execution.Planning.Fusion;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

/// <summary>What a backward pass becomes when it is planned: one convolution a layer.</summary>
public sealed class GradientFusionTests
{
    private readonly GraphBuilder _builder = new();
    private uint _seed = 1;

    [Fact]
    public void Norms_and_relus_of_a_chain_go_into_the_convolutions_of_its_backward_pass()
    {
        int x = _builder.Input("x"), value = x;
        for (int layer = 0; layer < 3; layer++)
            value = Relu(Norm(Conv(value, 6, 6)));
        Graph graph = _builder.Build(value);
        Assert.Equal(
            ["ReluGradient", "Conv", "Conv", "Conv"],
            BackwardOf(graph, x, new Shape(1, 6, 7, 7)).Select(node => node.Operator.Name));
        AssertSameAsUnfused(graph, x, new Shape(2, 6, 7, 7));
    }

    [Fact]
    public void The_skip_of_a_residual_block_is_the_addend_of_its_backward_pass()
    {
        int x = _builder.Input("x"), first = Relu(Norm(Conv(x, 6, 6)));
        int branch = Norm(Conv(Relu(Norm(Conv(first, 6, 6))), 6, 6));
        int last = Relu(_builder.Node("sum", new Arithmetic<Add>(), branch, first));
        Graph graph = _builder.Build(last);
        FusedNode[] backward = BackwardOf(graph, x, new Shape(1, 6, 7, 7));
        Assert.Equal(["ReluGradient", "Conv", "Conv", "Conv"], backward.Select(node => node.Operator.Name));
        Assert.Equal(3, backward[2].Inputs.Length);                     // the map, the skip, the mask
        AssertSameAsUnfused(graph, x, new Shape(2, 6, 7, 7));
    }

    [Fact]
    public void The_branches_of_a_concatenation_read_their_slices_with_the_mask()
    {
        int x = _builder.Input("x"), stem = Relu(Conv(x, 5, 8)), other = Conv(stem, 8, 8);
        int joined = _builder.Node("joined", new Concat(1), other, Relu(Conv(stem, 8, 4)), stem);
        Graph graph = _builder.Build(Relu(Conv(joined, 20, 3)));
        string[] backward = [.. BackwardOf(graph, x, new Shape(1, 5, 7, 7)).Select(node => node.Operator.Name)];
        Assert.Single(backward, nameof(SliceSum));
        AssertSameAsUnfused(graph, x, new Shape(2, 5, 7, 7));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_concatenation_of_relus_masks_its_gradient_once_and_its_branches_read_slices_in_place(bool pools)
    {
        int x = _builder.Input("x"), stem = Conv(x, 5, 16);
        int joined = _builder.Node("joined", new Concat(1), Relu(Conv(stem, 16, 16)), Relu(Conv(stem, 16, 24)), Relu(Conv(stem, 16, 5)));
        int next = pools ? _builder.Node("pool", new MaxPool(Window.Square(3, stride: 2)), joined) : Relu(Conv(joined, 45, 6));
        Graph graph = _builder.Build(next);
        FusedNode[] backward = BackwardOf(graph, x, new Shape(1, 5, 9, 8));
        string[] expected = [.. pools ? new[] { nameof(MaxPoolGradient) } : ["ReluGradient", "Conv"], "Conv", "Conv", "Conv", "Conv"];
        Assert.Equal(expected, backward.Select(node => node.Operator.Name));
        Assert.Equal(3, backward.Count(node => node.Operator is ConvPackedCpu { Source.Total: 45 }));
        AssertSameAsUnfused(graph, x, new Shape(2, 5, 9, 8));
    }

    [Fact]
    public void A_concatenation_whose_gradient_is_read_whole_as_well_keeps_the_masks_of_its_branches()
    {
        int x = _builder.Input("x"), stem = Conv(x, 5, 6), first = Relu(Conv(stem, 6, 3)), second = Relu(Conv(stem, 6, 3));
        int joined = _builder.Node("joined", new Concat(1), first, second);
        int sum = _builder.Node("sum", new Arithmetic<Add>(), joined, stem);
        AssertSameAsUnfused(_builder.Build(Conv(sum, 6, 3)), x, new Shape(2, 5, 7, 7));
    }

    [Fact]
    public void Branches_in_another_order_than_the_concatenation_keep_their_masks()
    {
        int x = _builder.Input("x"), stem = Conv(x, 5, 6), first = Relu(Conv(stem, 6, 4)), second = Relu(Conv(stem, 6, 4));
        int joined = _builder.Node("joined", new Concat(1), first, second);
        int swapped = _builder.Node("swapped", new Concat(1), second, first);
        int both = _builder.Node("both", new Arithmetic<Add>(), Conv(joined, 8, 3), Conv(swapped, 8, 3));
        AssertSameAsUnfused(_builder.Build(both), x, new Shape(2, 5, 7, 7));
    }

    [Fact]
    public void A_residual_sum_of_several_branches_is_added_by_the_convolutions_one_after_the_other()
    {
        int x = _builder.Input("x"), stem = Relu(Conv(x, 5, 6)), a = Conv(stem, 6, 6), b = Conv(stem, 6, 6), c = Conv(stem, 6, 6);
        int sum = _builder.Node("sum", new Arithmetic<Add>(), _builder.Node("first", new Arithmetic<Add>(), a, b), c);
        Graph graph = _builder.Build(sum);
        FusedNode[] backward = BackwardOf(graph, x, new Shape(1, 5, 7, 7));
        Assert.DoesNotContain("Add", backward.Select(node => node.Operator.Name));
        AssertSameAsUnfused(graph, x, new Shape(2, 5, 7, 7));
    }

    [Fact]
    public void The_mask_of_a_clip_before_a_strided_depthwise_convolution_goes_into_its_gradient()
    {
        int x = _builder.Input("x"), clipped = _builder.Node("clip", new Activation<Clip>(new Clip(0, 6)), Conv(x, 5, 11));
        Shape shape = new(11, 1, 3, 3);
        int weights = _builder.Constant(shape, Inputs.Rounded(shape, 72).AsSpan());
        Graph graph = _builder.Build(_builder.Node("depthwise", new Conv(Window.Square(3, stride: 2, padding: 1), 11), clipped, weights));
        Assert.Equal(["ConvTranspose", "Conv"], BackwardOf(graph, x, new Shape(1, 5, 9, 8)).Select(node => node.Operator.Name));
        AssertSameAsUnfused(graph, x, new Shape(2, 5, 9, 8));
    }

    [Fact]
    public void The_gradient_of_one_class_of_many_is_that_of_the_class_among_others_next_to_nothing()
    {
        int x = _builder.Input("x");
        Shape shape = new(2, 5, 7, 6), weights = new(80, 8, 1, 1);
        int classes = _builder.Node(
            "classes", new Conv(Window.Square(1)), Relu(Conv(x, 5, 8)), _builder.Constant(weights, Inputs.Rounded(weights, 71).AsSpan()));
        Graph graph = _builder.Build(_builder.Node("mean", new GlobalPool(GlobalPoolKind.Average), Relu(classes)));
        GradientGraph gradients = GradientGraph.Of(graph, [shape], [graph.Outputs[0]], [x], GradientRules.Standard);
        int gradient = gradients.Gradients[0][x];
        Engine engine = Runs.EngineOf(gradients.Graph), shared = Runs.EngineOf(gradients.Graph, threads: 3);
        Tensor input = Inputs.Rounded(shape, 91), one = new(new Shape(2, 80, 1, 1)), all = new(one.Shape);
        all.AsSpan().Fill(1e-12f);
        (one.AsSpan()[3], one.AsSpan()[80 + 41], all.AsSpan()[3], all.AsSpan()[80 + 41]) = (1, -2, 1, -2);
        Tensor ofOne = engine.Values([input, one], gradient)[gradient];
        Assert.Contains(ofOne.AsSpan().ToArray(), value => value != 0);
        Near.Relative(engine.Values([input, all], gradient)[gradient], ofOne, Tolerances.FewRoundings);
        Assert.Equal(ofOne.AsSpan(), shared.Values([input, one], gradient)[gradient].AsSpan());
        Tensor none = engine.Values([input, new Tensor(one.Shape)], gradient)[gradient];
        Assert.DoesNotContain(none.AsSpan().ToArray(), value => value != 0);
    }

    [Fact]
    public void Features_that_several_concatenations_hold_get_the_sum_of_their_slices()
    {
        int x = _builder.Input("x"), all = Conv(x, 4, 6);
        for (int layer = 0; layer < 3; layer++)
            all = _builder.Node($"joined{layer}", new Concat(1), all, Conv(Relu(Norm(all, 6 + 4 * layer)), 6 + 4 * layer, 4));
        AssertSameAsUnfused(_builder.Build(all), x, new Shape(2, 4, 7, 7));
    }

    private int Conv(int x, int from, int to)
    {
        Shape shape = new(to, from, 3, 3);
        return _builder.Node(
            $"conv{_seed}", new Conv(Window.Square(3, padding: 1)), x, _builder.Constant(shape, Inputs.Rounded(shape, _seed++).AsSpan()));
    }

    private int Relu(int x) => _builder.Node($"relu{_seed++}", new Activation<Relu>(), x);

    private int Norm(int x, int channels = 6)
    {
        Shape shape = new(channels);
        int[] parameters = [.. Enumerable.Range(0, 4).Select(_ => _builder.Constant(shape, [.. Inputs.Rounded(shape, _seed++).AsSpan()
            .ToArray().Select(value => 1.2f + 0.2f * value)]))];
        return _builder.Node($"norm{_seed}", new BatchNormalization(), [x, .. parameters]);
    }

    private static FusedNode[] BackwardOf(Graph graph, int x, Shape shape)
    {
        GradientGraph gradients = GradientGraph.Of(graph, [shape], [graph.Outputs[0]], [x], GradientRules.Standard);
        HashSet<int> requested = [gradients.Gradients[0][x]];
        Shape[] inputs = [shape, ShapeInference.Infer(graph, [shape])[graph.Outputs[0]]];
        Dictionary<int, Shape> shapes = ShapeInference.Infer(gradients.Graph, inputs, requested);
        CpuRunner runner = new(1, Precision.Fast);
        return [.. GraphFusion.Apply(gradients.Graph, requested, shapes, runner.Packs, new CpuDevice(1))
            .Where(node => node.Layer.StartsWith("gradient/", StringComparison.Ordinal))];
    }

    /// <summary>The gradient, and the same with every value of the backward pass kept, so that nothing is fused.</summary>
    private static void AssertSameAsUnfused(Graph graph, int x, Shape shape)
    {
        GradientGraph gradients = GradientGraph.Of(graph, [shape], [graph.Outputs[0]], [x], GradientRules.Standard);
        Tensor input = Inputs.Rounded(shape, 91), dy = Inputs.Rounded(ShapeInference.Infer(graph, [shape])[graph.Outputs[0]], 92);
        int gradient = gradients.Gradients[0][x];
        Engine engine = Runs.EngineOf(gradients.Graph);
        Tensor fused = engine.Values([input, dy], gradient)[gradient];
        Tensor unfused = engine.Values([input, dy], [.. gradients.Graph.Nodes.Select(node => node.Output)])[gradient];
        Near.Relative(unfused, fused, Tolerances.FewRoundings);
        Assert.Equal(fused.AsSpan(), Runs.EngineOf(gradients.Graph, threads: 3).Values([input, dy], gradient)[gradient].AsSpan());
    }
}
