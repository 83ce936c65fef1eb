using CsCheck;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>Which nodes run, and that fusing them changes nothing but roundings.</summary>
public sealed class FusionTests
{
    [Fact]
    public void Convolution_and_norm_and_relu_fused_equal_the_three_one_by_one() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 9], Gen.Bool, Gen.UInt).Sample(
            (groups, inputs, outputs, hasBias, seed) =>
            {
                (Graph graph, int conv, int norm, int relu) = Block(groups, inputs, outputs, hasBias, seed);
                Tensor x = Sixtyfourths.Tensor(new Shape(2, groups * inputs, 5, 6), seed);
                Assert.Single(new Fusion(graph).Apply(new HashSet<int> { relu }, new CpuDevice(1)));
                Tensor fused = Run(graph, x, relu)[relu];
                Near.Relative(Run(graph, x, conv, norm, relu)[relu], fused, Tolerances.Elementary);
                Near.Bits(Run(graph, x, norm)[norm].AsSpan().ToArray().Select(value => Math.Max(value, 0)).ToArray(), fused.AsSpan(), "norm, then relu");
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void What_is_wanted_is_not_fused_away()
    {
        (Graph graph, int conv, int norm, int relu) = Block(1, 2, 4, true, 1);
        Assert.Equal([conv, relu], Outputs(graph, conv, relu).Where(value => value != norm));
        Assert.Equal([conv, norm, relu], Outputs(graph, conv, relu));
        Assert.Equal([norm, relu], Outputs(graph, norm, relu));
        Assert.Equal([norm], Outputs(graph, norm));
    }

    [Fact]
    public void A_value_with_two_consumers_is_not_fused_away()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 1, 2, 4, 4);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, Constant(builder, new Shape(3, 2, 1, 1), 1));
        int norm = Norm(builder, "norm", conv, 3, 2), relu = builder.Node("relu", new Activation<Relu>(), conv);
        int sum = builder.Node("sum", new Arithmetic<Add>(), norm, relu);
        Graph graph = builder.Build(sum);
        Assert.Equal([conv, norm, relu, sum], Outputs(graph, sum));
        Tensor input = Sixtyfourths.Tensor(new Shape(1, 2, 4, 4), 3);
        Near.Bits(Run(graph, input, conv, norm, relu, sum)[sum].AsSpan(), Run(graph, input, sum)[sum].AsSpan(), "sum");
    }

    [Fact]
    public void A_value_used_twice_by_one_node_is_kept()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 1, 2, 4, 4);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, Constant(builder, new Shape(3, 2, 1, 1), 1));
        int twice = builder.Node("twice", new Arithmetic<Add>(), conv, conv);
        Graph graph = builder.Build(twice);
        Tensor input = Sixtyfourths.Tensor(new Shape(1, 2, 4, 4), 3);
        Dictionary<int, Tensor> all = Run(graph, input, conv, twice);
        Near.Bits(all[conv].AsSpan().ToArray().Select(value => value + value).ToArray(), Run(graph, input, twice)[twice].AsSpan(), "conv + conv");
    }

    [Fact]
    public void A_norm_whose_numbers_come_from_the_run_is_not_folded()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 1, 2, 4, 4), scale = builder.Input("scale", 3);
        int conv = builder.Node("conv", new Conv(Window.Square(1)), x, Constant(builder, new Shape(3, 2, 1, 1), 1));
        int zeros = builder.Constant(new Shape(3), 0, 0, 0), ones = builder.Constant(new Shape(3), 1, 1, 1);
        int norm = builder.Node("norm", new BatchNormalization(), conv, scale, zeros, zeros, ones);
        Assert.Equal([conv, norm], Outputs(builder.Build(norm), norm));
    }

    [Fact]
    public void Only_what_is_needed_runs()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 2, 3);
        int wrong = builder.Node("wrong", new Gemm(), x, builder.Constant(new Shape(7, 7), new float[49]));
        int fine = builder.Node("fine", new Activation<Relu>(), x), after = builder.Node("after", new Activation<Neg>(), fine);
        Graph graph = builder.Build(wrong, fine, after);
        Assert.Equal([fine], Outputs(graph, fine));
        Assert.Equal([fine, after], Outputs(graph, after));
        Tensor input = new(new Shape(2, 3), [1, -2, 3, -4, 5, -6]);
        Assert.Equal([1, 0, 3, 0, 5, 0], Run(graph, input, fine)[fine].AsSpan());
        Assert.StartsWith("Layer 'wrong'", Assert.Throws<ArgumentException>(() => Run(graph, input, wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_weights_refuse_what_the_operator_refuses()
    {
        Tensor map = new(new Shape(1, 4, 5, 5));
        Refuses("expects 2 channels, input has 4", new Conv(Window.Square(3)), map, new Tensor(new Shape(6, 2, 3, 3)));
        Refuses("weights of shape 6x4 do not fit", new Conv(Window.Square(3)), map, new Tensor(new Shape(6, 4)));
        Refuses("weights of shape 6x4x3x2, but a kernel of 3 x 3", new Conv(Window.Square(3)), map, new Tensor(new Shape(6, 4, 3, 2)));
        Refuses("0 groups do", new Conv(Window.Square(3), 0), map, new Tensor(new Shape(6, 4, 3, 3)));
        Refuses("expects matrices", new Gemm(), new Tensor(new Shape(2, 3)), new Tensor(new Shape(7)));
        Refuses("3 groups do not divide 4", new Conv(Window.Square(3), 3), map, new Tensor(new Shape(3, 1, 3, 3)));
        Refuses("a bias of shape 5 for 6", new Conv(Window.Square(3)), map, new Tensor(new Shape(6, 4, 3, 3)), new Tensor(new Shape(5)));
        Refuses("expects 7 inputs, but is given 3", new Gemm(), new Tensor(new Shape(2, 3)), new Tensor(new Shape(7, 7)));
        Refuses("a bias of shape 6 does not broadcast", new Gemm(), new Tensor(new Shape(2, 3)), new Tensor(new Shape(3, 7)), new Tensor(new Shape(6)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_norm_of_other_channels_is_not_folded_but_refused(int channels)
    {
        GraphBuilder builder = new();
        int conv = builder.Node("conv", new Conv(Window.Square(1)), builder.Input("x", 1, 2, 4, 4), Constant(builder, new Shape(3, 2, 1, 1), 1));
        int norm = Norm(builder, "norm", conv, channels, 2);
        ArgumentException e = Assert.Throws<ArgumentException>(() => Run(builder.Build(norm), new Tensor(new Shape(1, 2, 4, 4)), norm));
        Assert.Contains($"'norm': BatchNormalization: the input has 3 channels (1x3x4x4), but a parameter has shape {channels}", e.Message);
    }

    private static void Refuses(string message, Operator op, params Tensor[] inputs) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new Form(RestIsConstant: true).Run(op, inputs)).Message);

    private static Dictionary<int, Tensor> Run(Graph graph, Tensor input, params HashSet<int> wanted) =>
        new Engine(graph, 1, long.MaxValue).Run([input], wanted, new HashSet<int>(), null, default);

    private static int[] Outputs(Graph graph, params HashSet<int> wanted) =>
        [.. new Fusion(graph).Apply(wanted, new CpuDevice(1)).Select(node => node.Output)];

    private static (Graph Graph, int Conv, int Norm, int Relu) Block(int groups, int inputs, int outputs, bool hasBias, uint seed)
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 2, groups * inputs, 5, 6), weight = Constant(builder, new Shape(groups * outputs, inputs, 3, 3), seed + 1);
        Conv op = new(Window.Square(3, padding: 1), groups);
        int conv = hasBias
            ? builder.Node("conv", op, x, weight, Constant(builder, new Shape(groups * outputs), seed + 2))
            : builder.Node("conv", op, x, weight);
        int norm = Norm(builder, "norm", conv, groups * outputs, seed + 3), relu = builder.Node("relu", new Activation<Relu>(), norm);
        return (builder.Build(relu), conv, norm, relu);
    }

    internal static int Norm(GraphBuilder builder, string name, int input, int channels, uint seed)
    {
        Shape shape = new(channels);
        int variance = builder.Constant(shape, Sixtyfourths.Tensor(shape, seed + 3, x => Math.Abs(x) + 0.25f).AsSpan());
        return builder.Node(
            name, new BatchNormalization(), input, Constant(builder, shape, seed), Constant(builder, shape, seed + 1), Constant(builder, shape, seed + 2), variance);
    }

    internal static int Constant(GraphBuilder builder, Shape shape, uint seed) => builder.Constant(shape, Sixtyfourths.Tensor(shape, seed).AsSpan());
}
