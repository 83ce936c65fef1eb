using NetInsight.Execution.Planning.Fusion;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class FusionTests
{
    private readonly Residual _block = new();

    [Fact]
    public void Norms_sums_and_relus_go_into_the_convolution_before_them() =>
        Assert.Equal(["relu1", "relu2", "flat", "fc"], LayersFor(_block.Fc));

    [Fact]
    public void Nothing_is_fused_across_a_requested_value()
    {
        Assert.Equal(["conv1", "norm1", "relu1", "relu2", "flat", "fc"], LayersFor(_block.Fc, _block.Conv1, _block.Norm1));
        Assert.Equal(["norm1", "relu1", "relu2", "flat", "fc"], LayersFor(_block.Fc, _block.Norm1));
    }

    [Fact]
    public void Nothing_behind_the_requested_values_is_run() => Assert.Equal(["relu1", "conv2"], LayersFor(_block.Conv2));

    [Fact]
    public void A_sum_that_is_requested_keeps_its_relu_out() =>
        Assert.Equal(["relu1", "add", "relu2", "flat", "fc"], LayersFor(_block.Fc, _block.Add));

    /// <summary>
    /// The later convolution takes the sum; one whose other summand is not computed yet, or is of another shape, does not.
    /// </summary>
    [Fact]
    public void A_sum_goes_into_the_later_of_two_convolutions_and_only_if_shapes_agree()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Constant(new Shape(1, 1, 1, 1), 2);
        int pooled = builder.Node("pool", new GlobalPool(GlobalPoolKind.Max), x);
        Conv conv = new(Window.Square(1));
        int first = builder.Node("first", conv, x, w), second = builder.Node("second", conv, first, w);
        int sum = builder.Node("sum", new Arithmetic<Add>(), first, second), third = builder.Node("third", conv, sum, w);
        int shifted = builder.Node("shifted", new Arithmetic<Add>(), third, pooled);
        Graph graph = builder.Build(shifted);
        Assert.Equal(["pool", "first", "sum", "third", "shifted"], LayersOf(graph, new Shape(1, 1, 1, 2), shifted));
        Tensor y = Runs.EngineOf(graph).Values([new Tensor(new Shape(1, 1, 1, 2), [1, 3])], shifted)[shifted];
        Assert.Equal([12 * 1 + 3f, 12 * 3 + 3f], y.AsSpan());
    }

    /// <summary>
    /// As in DenseNet: a concatenation is normalised as it is made, with the ReLU after it; a concatenation that others read stays.
    /// </summary>
    [Fact]
    public void A_concatenation_goes_into_the_norm_behind_it()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), pool = builder.Node("pool", new MaxPool(Window.Square(1)), x);
        int joined = builder.Node("joined", new Concat(1), x, pool, x);
        int scale = builder.Constant(new Shape(6), [1, 2, 3, -1, -2, -3]), shift = builder.Constant(new Shape(6), [0, 1, 0, 0, 10, 0]);
        int zeros = builder.Constant(new Shape(6), new float[6]), ones = builder.Constant(new Shape(6), [1, 1, 1, 1, 1, 1]);
        int norm = builder.Node("norm", new BatchNormalization(0), joined, scale, shift, zeros, ones);
        int relu = builder.Node("relu", new Activation<Relu>(), norm);
        Graph graph = builder.Build(relu);
        Assert.Equal(["pool", "relu"], LayersOf(graph, new Shape(1, 2, 1, 2), relu));
        Assert.Equal(["pool", "joined", "relu"], LayersOf(graph, new Shape(1, 2, 1, 2), relu, joined));
        Tensor y = Runs.EngineOf(graph).Values([new Tensor(new Shape(1, 2, 1, 2), [1, 2, 3, 4])], relu)[relu];
        Assert.Equal([1, 2, 7, 9, 3, 6, 0, 0, 8, 6, 0, 0], y.AsSpan());
    }

    /// <summary>Folded operators are ordinary ones: they compute the same whether packed by a plan or run as they are.</summary>
    [Fact]
    public void Folded_operators_run_by_themselves()
    {
        CpuDevice cpu = new(1);
        ChannelAffine affine = new([2, -1], [1, 10]);
        Tensor x = new(new Shape(1, 1, 2, 1), [1, 3]), weight = new(new Shape(2, 1, 1, 1), [1, 2]), y = new(new Shape(1, 1, 2, 2));
        Operator conv = new Conv(Window.Square(1)).WithAffine(affine);
        cpu.Forward(conv, [x, weight, new Tensor(new Shape(2), [0.5f, 0])], y);
        Assert.Equal([4, 8, 8, 4], y.AsSpan());
        Assert.Equal(conv, new Conv(Window.Square(1)).WithAffine(new ChannelAffine([2, -1], [1, 10])));

        cpu.Forward(new ConcatBatchNormalization(affine), [x, x], y);
        Assert.Equal([3, 9, 7, 7], y.AsSpan());
    }

    [Fact]
    public void Fused_equals_unfused()
    {
        Engine engine = Runs.EngineOf(_block.Graph);
        Tensor fused = engine.Values([_block.Input], _block.Fc)[_block.Fc];
        Dictionary<int, Tensor> unfused = engine.Values([_block.Input], _block.All);
        Near.Relative(unfused[_block.Fc], fused, Tolerances.FewRoundings);
        Near.Relative(unfused[_block.Relu1], engine.Values([_block.Input], _block.Relu1)[_block.Relu1], Tolerances.FewRoundings);
        NaiveEvaluation.Of(_block.Graph, [_block.Input])[_block.Fc].AssertNear(fused, Tolerances.SmallNetwork);
    }

    [Fact]
    public void A_value_with_two_consumers_is_not_fused_away()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Constant(new Shape(1, 1, 1, 1), 1);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, w), relu = builder.Node("relu", new Activation<Relu>(), conv);
        int sum = builder.Node("sum", new Arithmetic<Add>(), relu, conv);
        Tensor y = Runs.EngineOf(builder.Build(sum)).Values([new Tensor(new Shape(1, 1, 1, 2), [-3, 5])], sum)[sum];
        Assert.Equal([-3f, 10f], y.AsSpan());
    }

    [Fact]
    public void A_consumer_that_nobody_needs_does_not_hinder_fusion()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Constant(new Shape(1, 1, 1, 1), 1);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, w), relu = builder.Node("relu", new Activation<Relu>(), conv);
        builder.Node("unused", new Activation<Exp>(), conv);
        Assert.Equal(["relu"], LayersOf(builder.Build(relu), new Shape(1, 1, 2, 2), relu));
    }

    [Fact]
    public void A_fully_connected_layer_takes_the_relu_behind_it()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Constant(new Shape(2, 2), [1, -1, 2, -2]);
        int fc = builder.Node("fc", new Gemm(), x, w), relu = builder.Node("relu", new Activation<Relu>(), fc);
        Graph graph = builder.Build(relu);
        Assert.Equal(["relu"], LayersOf(graph, new Shape(1, 2), relu));
        Assert.Equal([9f, 0f], Runs.EngineOf(graph).Values([new Tensor(new Shape(1, 2), [1, 4])], relu)[relu].AsSpan());
    }

    /// <summary>A norm whose parameters the run computes cannot be folded beforehand.</summary>
    [Fact]
    public void A_norm_with_parameters_known_only_in_the_run_stays_a_layer()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), scale = builder.Input("scale");
        int ones = builder.Constant(new Shape(1), 1), zeros = builder.Constant(new Shape(1), 0);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, builder.Constant(new Shape(1, 1, 1, 1), 2));
        int norm = builder.Node("norm", new BatchNormalization(0), conv, scale, ones, zeros, ones);
        Tensor[] inputs = [new Tensor(new Shape(1, 1, 1, 2), [1, 2]), new Tensor(new Shape(1), [10])];
        Tensor y = Runs.EngineOf(builder.Build(norm)).Values(inputs, norm)[norm];
        Assert.Equal([21f, 41f], y.AsSpan());
    }

    [Fact]
    public void A_norm_that_does_not_fit_its_convolution_is_an_error_that_names_the_norm()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), three = builder.Constant(new Shape(3), [1, 1, 1]);
        int weight = builder.Constant(new Shape(2, 1, 1, 1), [1, 2]), bias = builder.Constant(new Shape(2), [1, 2]);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, weight, bias);
        int norm = builder.Node("norm", new BatchNormalization(), conv, three, three, three, three);
        Engine engine = Runs.EngineOf(builder.Build(norm));
        ArgumentException e = Assert.Throws<ArgumentException>(() => engine.Values([new Tensor(new Shape(1, 1, 1, 2))], norm));
        Assert.Equal("Layer 'norm': BatchNormalization: the input has 2 channels (1x2x1x2), but a parameter has shape 3.", e.Message);
    }

    private IEnumerable<string> LayersFor(params int[] requested) => LayersOf(_block.Graph, _block.Input.Shape, requested);

    private static IEnumerable<string> LayersOf(Graph graph, Shape input, params int[] requested) =>
        GraphFusion.Apply(graph, new HashSet<int>(requested), ShapeInference.Infer(graph, [input]), new ConstantPacks(), new CpuDevice(1))
            .Select(node => node.Layer);
}
