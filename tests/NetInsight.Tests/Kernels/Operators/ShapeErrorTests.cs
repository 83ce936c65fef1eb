using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>Inputs that do not fit are refused with the operator's name, what it expects and what it is given.</summary>
public sealed class ShapeErrorTests
{
    private sealed record Misfit(string Message, Operator Operator, params Shape[] Inputs);

    private static readonly Shape Map = new(1, 6, 5, 5), Weight = new(4, 6, 3, 3);

    private static readonly Misfit[] Misfits =
    [
        new(
            "Conv: expects feature maps (batch x channels x height x width), but is given 6x5.",
            new Conv(Window.Square(3)), new Shape(6, 5), Weight),
        new("Conv: weights of shape 4x6x3 do not fit an input of shape 1x6x5x5.", new Conv(Window.Square(3)), Map, new Shape(4, 6, 3)),
        new(
            "Conv: weights of shape 4x6x3x3, but a kernel of 3 x 5.",
            new Conv(new Window(new WindowAxis(3), new WindowAxis(5))), Map, Weight),
        new("Conv: 4 groups do not divide 6 input and 4 output channels.", new Conv(Window.Square(3), 4), Map, Weight),
        new("Conv: 0 groups do not divide 6 input and 4 output channels.", new Conv(Window.Square(3), 0), Map, Weight),
        new("Conv: weight expects 12 channels, input has 6 (1x6x5x5).", new Conv(Window.Square(3), 2), Map, Weight),
        new("Conv: a bias of shape 5 for 4 output channels.", new Conv(Window.Square(3)), Map, Weight, new Shape(5)),
        new(
            "Conv: a window of 3 does not fit into 2 positions with padding 0 and 0 (input 2 x 5).",
            new Conv(Window.Square(3)), new Shape(1, 6, 2, 5), Weight),
        new(
            "MaxPool: a window of 7 does not fit into 5 positions with padding 1 and 0 (input 5 x 5).",
            new MaxPool(new Window(WindowAxis.One, new WindowAxis(7, before: 1))), Map),
        new(
            "MaxPool: expects feature maps (batch x channels x height x width), but is given 1x1x1x1x1.",
            new MaxPool(Window.Square(1)), new Shape(1, 1, 1, 1, 1)),
        new(
            "AveragePool: a window of 9 does not fit into 5 positions with padding 0 and 0 (input 5 x 5).",
            new AveragePool(Window.Square(5, dilation: 2)), Map),
        new(
            "GlobalAveragePool: expects feature maps (batch x channels x height x width), but is given 6x5.",
            new GlobalPool(GlobalPoolKind.Average), new Shape(6, 5)),
        new(
            "GlobalMaxPool: expects feature maps (batch x channels x height x width), but is given scalar.",
            new GlobalPool(GlobalPoolKind.Max), default(Shape)),
        new("LRN: expects feature maps (batch x channels x height x width), but is given 6x5.", new Lrn(5), new Shape(6, 5)),
        new("LRN: size must be positive, but is 0.", new Lrn(0), Map),
        new("BatchNormalization: expects channels, but is given 6.", new BatchNormalization(), new Shape(6)),
        new(
            "BatchNormalization: the input has 6 channels (1x6x5x5), but a parameter has shape 4.",
            new BatchNormalization(), Map, new Shape(6), new Shape(4)),
        new("Gemm: expects matrices, but is given 1x6x5x5.", new Gemm(), Map, new Shape(5, 5)),
        new("Gemm: the weight expects 5 inputs, but is given 6 (2x6).", new Gemm(), new Shape(2, 6), new Shape(5, 3)),
        new(
            "Gemm: the weight expects 3 inputs, but is given 2 (2x6).",
            new Gemm(TransposesA: true, TransposesB: true), new Shape(2, 6), new Shape(5, 3)),
        new("Gemm: a bias of shape 4 does not broadcast to 2x3.", new Gemm(), new Shape(2, 6), new Shape(6, 3), new Shape(4)),
        new("Gemm: a bias of shape 1x2x3 does not broadcast to 2x3.", new Gemm(), new Shape(2, 6), new Shape(6, 3), new Shape(1, 2, 3)),
        new("Softmax: axis 4 does not exist in a tensor of 4 dimensions.", new Softmax(4), Map),
        new("LogSoftmax: axis -5 does not exist in a tensor of 4 dimensions.", new Softmax(-5, Logarithm: true), Map),
        new("Sub: shapes 6x5 and 5x5 do not broadcast: dimension 0 is 6 and 5.", new Arithmetic<Sub>(), new Shape(6, 5), new Shape(5, 5)),
        new("Concat: shapes 6x5 and 6x4 differ in more than axis 0.", new Concat(0), new Shape(6, 5), new Shape(6, 4)),
        new("Concat: axis 2 does not exist in a tensor of 2 dimensions.", new Concat(2), new Shape(6, 5)),
        new("Slice: the step along axis 1 is 0.", new Slice([new SliceAxis(1, 0, 1, 0)]), Map),
        new("Slice: axis 4 does not exist in a tensor of 4 dimensions.", new Slice([new SliceAxis(4, 0, 1)]), Map),
        new("Pad: 1 paddings for 2 dimensions (6x5).", new Pad([1], [1]), new Shape(6, 5)),
        new("Pad: dimension 1 of 6x5 has fewer than 7 positions to remove.", new Pad([0, -3], [0, -4]), new Shape(6, 5)),
        new("Pad: dimension 1 of 6x5 is too small to be mirrored by 5.", new Pad([0, 1], [0, 5], PadMode.Reflect), new Shape(6, 5)),
        new("Pad: dimension 1 of 6x0 has no element that could be repeated.", new Pad([0, 1], [0, 0], PadMode.Edge), new Shape(6, 0)),
        new("Reshape: 6x5 (30 elements) cannot be seen as [4, -1].", new Reshape([4, -1]), new Shape(6, 5)),
        new("Reshape: 6x5 (30 elements) cannot be seen as [-1, -1].", new Reshape([-1, -1]), new Shape(6, 5)),
        new("Reshape: 6x5 (30 elements) cannot be seen as [1, 1, 0].", new Reshape([1, 1, 0]), new Shape(6, 5)),
        new("Flatten: axis 3 does not exist in a tensor of 2 dimensions.", new Flatten(3), new Shape(6, 5)),
        new("Transpose: [0, 0] does not permute the 2 dimensions of 6x5.", new Transpose([0, 0]), new Shape(6, 5)),
        new("Transpose: [0, 1, 2] does not permute the 2 dimensions of 6x5.", new Transpose([0, 1, 2]), new Shape(6, 5)),
    ];

    public static TheoryData<string> Messages => [.. Misfits.Select(misfit => misfit.Message)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Inputs_that_do_not_fit_are_refused(string message)
    {
        Misfit misfit = Misfits.Single(misfit => misfit.Message == message);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => misfit.Operator.Infer(misfit.Inputs)).Message);
    }

    /// <summary>
    /// Through an engine the layer is named too, and weights packed beforehand are checked no less than weights given in the run.
    /// </summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void Misfits_are_found_before_anything_is_computed(string message)
    {
        Misfit misfit = Misfits.Single(misfit => misfit.Message == message);
        Tensor[] inputs = Array.ConvertAll(misfit.Inputs, shape => new Tensor(shape));
        Assert.Equal($"Layer 'y': {message}", MessageOf(() => OneNode.Run(misfit.Operator, inputs)));
        Assert.Equal($"Layer 'y': {message}", MessageOf(() => OneNode.RunPacked(misfit.Operator, inputs)));

        static string MessageOf(Action run) => Assert.ThrowsAny<ArgumentException>(run).Message;
    }

    [Fact]
    public void Results_larger_than_an_array_are_refused()
    {
        Assert.Contains("more than 2,147,483,591 elements", MessageOf(new Arithmetic<Add>(), new Shape(1 << 16, 1), new Shape(1 << 16)));
        Assert.Contains("along axis 0", MessageOf(new Concat(0), new Shape(2_000_000_000), new Shape(2_000_000_000)));
        Assert.Contains("dimension 0 would have", MessageOf(new Pad([int.MaxValue], [1]), new Shape(1)));

        static string MessageOf(Operator op, params Shape[] inputs) =>
            Assert.Throws<ResourceLimitException>(() => op.Infer(inputs)).Message;
    }
}
