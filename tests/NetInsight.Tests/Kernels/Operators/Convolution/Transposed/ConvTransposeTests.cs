using CsCheck;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators.Convolution.Transposed;

public sealed class ConvTransposeTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases => Gen.Frequency((12, Any), (4, Depthwise));

    private static Gen<Case> Any =>
        from axes in Gen.OneOf(1, 2, 2, 2, 3)
        from n in Windows.Batch
        from groups in Gen.OneOf(1, 1, 2, 3)
        from c in Gen.Int[1, 9]
        from m in Gen.Int[1, 20]
        from rules in Fitting.Array[axes]
        from bias in Gen.Bool
        select Of(n, groups, c, m, rules, bias);

    private static Gen<Case> Depthwise =>
        from axes in Gen.OneOf(1, 2, 2, 3)
        from n in Windows.Batch
        from groups in Gen.Int[2, 40]
        from rules in Fitting.Array[axes]
        from bias in Gen.Bool
        select Of(n, groups, 1, 1, rules, bias);

    /// <summary>A rule, and an extent for which the output is not empty.</summary>
    private static Gen<(TransposedAxis Rule, int Extent)> Fitting =>
        from window in Windows.Axis
        from extra in Gen.Int[0, 2]
        from outputs in Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 12]))
        from extent in Gen.Int[1, 5]
        select Enough(new TransposedAxis(window, extra, outputs == 0 ? null : outputs), extent);

    private static (TransposedAxis Rule, int Extent) Enough(TransposedAxis rule, int extent)
    {
        WindowAxis window = rule.Window;
        bool isCropped = rule.Outputs is null && window.Auto == AutoPadding.Explicit;
        while (isCropped && (extent - 1) * window.Stride + window.Extent + rule.OutputPadding <= window.Before + window.After)
            extent++;
        return (rule, extent);
    }

    private static Case Of(int n, int groups, int c, int m, (TransposedAxis Rule, int Extent)[] rules, bool bias)
    {
        ConvTranspose conv = new([.. rules.Select(rule => rule.Rule)], groups);
        Shape x = new([n, groups * c, .. rules.Select(rule => rule.Extent)]);
        Shape w = new([groups * c, m, .. rules.Select(rule => rule.Rule.Window.Kernel)]);
        return bias ? new Case(conv, x, w, new Shape(groups * m)) : new Case(conv, x, w);
    }

    /// <summary>As ONNX defines it: every input position contributes through every tap.</summary>
    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        ConvTranspose conv = (ConvTranspose)op;
        Shape from = x[0].Shape, weight = x[1].Shape;
        int channels = weight[0] / conv.Groups, perGroup = weight[1], axes = conv.Axes.Length;
        (int Before, int Outputs)[] rules = [.. conv.Axes.Select((rule, axis) => Rule(rule, from[axis + 2]))];
        DoubleTensor y = DoubleTensor.Make(
            new Shape([from[0], perGroup * conv.Groups, .. rules.Select(rule => rule.Outputs)]),
            at => x.Length > 2 ? x[2].Values[at[1]] : 0);
        DoubleTensor.Make(from, at =>
        {
            DoubleTensor.Make(weight.With(0, 1), tap =>
            {
                int[] to = [at[0], at[1] / channels * perGroup + tap[1], .. new int[axes]];
                for (int axis = 0; axis < axes; axis++)
                {
                    WindowAxis window = conv.Axes[axis].Window;
                    to[axis + 2] = at[axis + 2] * window.Stride + tap[axis + 2] * window.Dilation - rules[axis].Before;
                }

                if (Enumerable.Range(2, axes).Any(axis => to[axis] < 0 || to[axis] >= y.Shape[axis]))
                    return 0;
                int offset = 0;
                for (int axis = 0; axis < to.Length; axis++)
                    offset = offset * y.Shape[axis] + to[axis];
                y.Values[offset] += x[0][at] * x[1][[at[1], .. tap[1..]]];
                return 0;
            });
            return 0;
        });
        return y;
    }

    private static (int Before, int Outputs) Rule(TransposedAxis rule, int input)
    {
        WindowAxis window = rule.Window;
        int full = (input - 1) * window.Stride + (window.Kernel - 1) * window.Dilation + 1 + rule.OutputPadding;
        if (rule.Outputs is null && window.Auto == AutoPadding.Explicit)
            return (window.Before, full - window.Before - window.After);
        int outputs = rule.Outputs ?? input * window.Stride, total = Math.Max(full - outputs, 0);
        return (window.Auto == AutoPadding.SameUpper ? total / 2 : (total + 1) / 2, outputs);
    }

    /// <summary>A feature map whose GEMM result does not fit one band, so that it is computed in several.</summary>
    [Fact]
    public void A_large_map_is_computed_in_bands() => IsLarge((conv, inputs) => OneNode.Run(conv, inputs, threads: 2));

    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void A_large_map_is_computed_in_bands_on_GPUs(string kind)
    {
        GpuContext context = Gpus.Require(kind);
        IsLarge((conv, inputs) => OneNode.RunOn(context, conv, inputs).First());
    }

    private static void IsLarge(Func<ConvTranspose, Tensor[], Tensor> run)
    {
        ConvTranspose conv = new([new TransposedAxis(new WindowAxis(3, 2, 1, 1)), new TransposedAxis(new WindowAxis(2, 1))]);
        Tensor x = Inputs.Exact(new Shape(2, 1, 700, 500), 1), w = Inputs.Exact(new Shape(1, 10, 3, 2), 2);
        Tensor y = run(conv, [x, w]);
        Assert.Equal(new Shape(2, 10, 1399, 501), y.Shape);
        for (int image = 0; image < 2; image++)
        {
            for (int row = 0; row < 1399; row++)
            {
                double sum = 0;
                for (int u = 0; u < 3; u++)
                {
                    for (int v = 0; v < 2; v++)
                    {
                        if ((row + 1 - u) % 2 == 0 && row + 1 - u >= 0 && (row + 1 - u) / 2 < 700)
                            sum += x[image, 0, (row + 1 - u) / 2, 250 - v] * w[0, 7, u, v];
                    }
                }

                Assert.Equal(sum, y[image, 7, row, 250]);
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_result_that_is_too_large()
    {
        TransposedAxis axis = new(new WindowAxis(1, 1 << 20));
        ConvTranspose conv = new([axis, axis]);
        Assert.Throws<ResourceLimitException>(() => conv.Infer([new Shape(1, 1, 5000, 5000), new Shape(1, 1, 1, 1)]));
        Assert.Throws<ResourceLimitException>(() => conv.Infer([new Shape(1, 1, 50, 50), new Shape(1, 1, 1, 1)]));
    }

    [Theory]
    [InlineData(1, 3, 1, 1, 1)]
    [InlineData(1, 4, 0, 2, 7)]
    public void The_receptive_field_is_exact_without_stride(int stride, int kernel, int before, int dilation, int extent)
    {
        TransposedAxis axis = new(new WindowAxis(kernel, stride, before, 0, dilation));
        ReceptiveFieldAxis field = axis.ReceptiveFieldOver(extent);
        TransposedRule rule = TransposedRule.Of(axis, extent);
        for (int o = 0; o < rule.Outputs; o++)
        {
            int output = o;
            bool Contributes(int i) => Enumerable.Range(0, kernel).Any(t => i + t * dilation - before == output);
            int[] inputs = [.. Enumerable.Range(0, extent).Where(Contributes)];
            Assert.All(inputs, position => Assert.InRange(position, o + field.Start, o + field.Start + field.Size - 1));
            Assert.Equal(inputs.Length, TransposedTaps.Of(rule, o).Count);
        }

        Assert.Equal(ReceptiveFieldAxis.All(extent), new TransposedAxis(new WindowAxis(2, 2)).ReceptiveFieldOver(extent));
    }

    [Theory]
    [InlineData("ConvTranspose: weights of shape 4x2x3 over 2 axes do not fit an input of shape 1x4x5x5.", 1, 4, 2, 3)]
    [InlineData("ConvTranspose: weights of shape 4x2x3x2, but a kernel of 3 x 3.", 1, 4, 2, 3, 2)]
    [InlineData("ConvTranspose: weight expects 6 channels, input has 4 (1x4x5x5).", 1, 6, 2, 3, 3)]
    [InlineData("ConvTranspose: 3 groups do not divide 4 input channels.", 3, 4, 2, 3, 3)]
    public void Weights_that_do_not_fit_are_refused(string message, int groups, params int[] weight)
    {
        TransposedAxis axis = new(new WindowAxis(3));
        ConvTranspose conv = new([axis, axis], groups);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => conv.Infer([new Shape(1, 4, 5, 5), new Shape(weight)])).Message);
    }

    [Fact]
    public void A_bias_and_a_padding_that_do_not_fit_are_refused()
    {
        ConvTranspose conv = new([new TransposedAxis(new WindowAxis(1, 1, 2, 2))]);
        Assert.Equal(
            "ConvTranspose: 3 positions become 3 less a padding of 2 and 2, so that none is left (input 1x1x3).",
            Assert.Throws<ArgumentException>(() => conv.Infer([new Shape(1, 1, 3), new Shape(1, 1, 1)])).Message);
        Assert.Equal(
            "ConvTranspose: a bias of shape 3 for 1 output channels.",
            Assert.Throws<ArgumentException>(() => conv.Infer([new Shape(1, 1, 9), new Shape(1, 1, 1), new Shape(3)])).Message);
    }
}
