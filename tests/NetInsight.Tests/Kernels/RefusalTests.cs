namespace NetInsight.Tests.Kernels;

/// <summary>Inputs that do not fit are refused before anything is computed, with the operator, what it expects and what it got.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Convolutions()
    {
        Conv conv = new(Window.Square(3));
        Refuses(conv, ["Conv", "maps", "2x3"], new(2, 3), new(4, 3, 3, 3));
        Refuses(conv, ["Conv", "4x3x3", "1x3x8x8"], new(1, 3, 8, 8), new(4, 3, 3));
        Refuses(conv, ["Conv", "4x3x5x3", "3 x 3"], new(1, 3, 8, 8), new(4, 3, 5, 3));
        Refuses(conv, ["Conv", "expects 5 channels", "has 3", "1x3x8x8"], new(1, 3, 8, 8), new(4, 5, 3, 3));
        Refuses(conv, ["Conv", "bias", "3", "4 output channels"], new(1, 3, 8, 8), new(4, 3, 3, 3), new(3));
        Refuses(conv, ["Conv", "window of 3", "2 places", "2 x 8"], new(1, 3, 2, 8), new(4, 3, 3, 3));
        Refuses(new Conv(Window.Square(3), 2), ["Conv", "2 groups", "3 input"], new(1, 3, 8, 8), new(4, 2, 3, 3));
        Refuses(new Conv(Window.Square(3), 2), ["Conv", "2 groups", "5 output"], new(1, 4, 8, 8), new(5, 2, 3, 3));
        Refuses(new Conv(Window.Square(3), 0), ["Conv", "0 groups"], new(1, 4, 8, 8), new(5, 4, 3, 3));
    }

    [Fact]
    public void Pools()
    {
        Refuses(new MaxPool(Window.Square(2)), ["MaxPool", "maps", "4x5"], new Shape(4, 5));
        Refuses(new MaxPool(Window.Square(9)), ["MaxPool", "window of 9", "4 places"], new Shape(1, 1, 4, 9));
        Refuses(new AveragePool(Window.Square(2)), ["AveragePool", "maps", "1x1x2x3x4"], new Shape(1, 1, 2, 3, 4));
        Refuses(new AveragePool(Window.Square(2, dilation: 5)), ["AveragePool", "window of 6", "4 places"], new Shape(1, 1, 4, 4));
        Refuses(new GlobalPool(GlobalPoolKind.Average), ["GlobalAveragePool", "maps", "4x5"], new Shape(4, 5));
        Refuses(new GlobalPool(GlobalPoolKind.Max), ["GlobalMaxPool", "maps", "7"], new Shape(7));
    }

    [Fact]
    public void Products()
    {
        Refuses(new Gemm(), ["Gemm", "matrices", "2x3x4"], new(2, 3, 4), new(4, 5));
        Refuses(new Gemm(), ["Gemm", "expects 4", "given 3", "2x3"], new(2, 3), new(4, 5));
        Refuses(new Gemm(TransposesB: true), ["Gemm", "expects 5", "given 4"], new(2, 4), new(4, 5));
        Refuses(new Gemm(), ["Gemm", "bias", "4", "2x5"], new(2, 3), new(3, 5), new(4));
        Refuses(new Gemm(), ["Gemm", "bias", "1x2x5", "2x5"], new(2, 3), new(3, 5), new(1, 2, 5));
    }

    [Fact]
    public void Normalizations()
    {
        Refuses(new BatchNormalization(), ["BatchNormalization", "3 channels", "shape 4"], new(1, 3, 2, 2), new(3), new(4), new(3), new(3));
        Refuses(new BatchNormalization(), ["BatchNormalization", "channels", "5"], new(5), new(5), new(5), new(5), new(5));
        Refuses(new Lrn(0), ["LRN", "positive", "0"], new Shape(1, 3, 2, 2));
        Refuses(new Lrn(3), ["LRN", "maps", "3x2"], new Shape(3, 2));
        Refuses(new Softmax(2), ["Softmax", "axis 2", "2 dimensions"], new Shape(3, 2));
        Refuses(new Softmax(-3, Logarithm: true), ["LogSoftmax", "axis -3", "2 dimensions"], new Shape(3, 2));
    }

    [Fact]
    public void Arrangements()
    {
        Refuses(new Concat(0), ["Concat", "2x3", "2x4", "axis 0"], new(2, 3), new(2, 4));
        Refuses(new Concat(0), ["Concat", "2x3", "2x3x1"], new(2, 3), new(2, 3, 1));
        Refuses(new Concat(2), ["Concat", "axis 2", "2 dimensions"], new Shape(2, 3));
        Refuses(new Slice([new SliceAxis(0, 0, 1, 0)]), ["Slice", "step", "0"], new Shape(2, 3));
        Refuses(new Slice([new SliceAxis(2, 0, 1)]), ["Slice", "axis 2", "2 dimensions"], new Shape(2, 3));
        Refuses(new Pad([1], [1]), ["Pad", "1 paddings", "2 dimensions", "2x3"], new Shape(2, 3));
        Refuses(new Pad([-2, 0], [-1, 0]), ["Pad", "dimension 0", "2x3", "3 places"], new Shape(2, 3));
        Refuses(new Pad([0, 3], [0, 0], PadMode.Reflect), ["Pad", "dimension 1", "2x3", "mirrored by 3"], new Shape(2, 3));
        Refuses(new Pad([0, 0], [1, 0], PadMode.Edge), ["Pad", "dimension 0", "0x3", "empty"], new Shape(0, 3));
        Refuses(new Reshape([4, -1]), ["Reshape", "2x3", "6 elements", "[4, -1]"], new Shape(2, 3));
        Refuses(new Reshape([-1, -1]), ["Reshape", "2x3", "[-1, -1]"], new Shape(2, 3));
        Refuses(new Reshape([1, 6, 0]), ["Reshape", "2x3", "[1, 6, 0]"], new Shape(2, 3));
        Refuses(new Reshape([5]), ["Reshape", "2x3", "[5]"], new Shape(2, 3));
        Refuses(new Flatten(3), ["Flatten", "axis 3", "2 dimensions"], new Shape(2, 3));
        Refuses(new Transpose([0, 0]), ["Transpose", "[0, 0]", "2x3"], new Shape(2, 3));
        Refuses(new Transpose([0]), ["Transpose", "[0]", "2 dimensions"], new Shape(2, 3));
    }

    [Fact]
    public void Arithmetic() => Refuses(new Arithmetic<Mul>(), ["Mul", "2x3", "2x4", "dimension 1", "3 and 4"], new(2, 3), new(2, 4));

    [Fact]
    public void Extents_beyond_what_a_number_holds_are_a_matter_of_limits()
    {
        Assert.Contains("Concat", Assert.Throws<ResourceLimitException>(() => new Concat(0).Infer([new Shape(int.MaxValue, 0), new Shape(1, 0)])).Message);
        Assert.Contains("Pad", Assert.Throws<ResourceLimitException>(() => new Pad([int.MaxValue, 0], [1, 0]).Infer([new Shape(1, 0)])).Message);
    }

    [Fact]
    public void A_run_names_the_layer_too()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Form().Run(new Gemm(), new Tensor(new Shape(2, 3)), new Tensor(new Shape(4, 5))));
        Assert.StartsWith("Layer 'node': Gemm", e.Message, StringComparison.Ordinal);
    }

    private static void Refuses(Operator op, string[] fragments, params Shape[] inputs)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => op.Infer(inputs));
        Assert.All(fragments, fragment => Assert.Contains(fragment, e.Message, StringComparison.Ordinal));
    }
}
