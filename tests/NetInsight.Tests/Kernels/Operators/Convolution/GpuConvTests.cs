using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators.Convolution;

/// <summary>Packed convolutions on GPUs with an addend and a ReLU, and cut into slices, against the definition in doubles.</summary>
public sealed class GpuConvTests
{
    private const int Batch = 2, Height = 7, Width = 6;

    private static readonly Window Uneven = new(new WindowAxis(3, 2, 2, 1, 2), new WindowAxis(2, 1, 0, 1, 3));

    /// <summary>Channels that are padded to four or need not be; groups that are read by fours, and groups that are not.</summary>
    [Theory]
    [InlineData("simulator", 1, 3, 5)]
    [InlineData("opencl", 1, 1, 4)]
    [InlineData("opencl", 1, 3, 5)]
    [InlineData("opencl", 1, 4, 8)]
    [InlineData("opencl", 2, 3, 4)]
    [InlineData("opencl", 2, 4, 3)]
    [InlineData("opencl", 3, 4, 8)]
    [InlineData("cuda", 1, 3, 5)]
    [InlineData("cuda", 1, 4, 8)]
    [InlineData("cuda", 2, 3, 4)]
    [InlineData("cuda", 2, 4, 3)]
    [InlineData("cuda", 3, 4, 8)]
    public void An_addend_and_a_ReLU_follow_the_bias(string kind, int groups, int channels, int outputs)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        Conv conv = new(Uneven, groups);
        (Tensor x, Tensor w, Tensor bias) = Inputs(groups, channels, outputs);
        Shape output = conv.Infer([x.Shape, w.Shape, bias.Shape]);
        Tensor addend = HashFill.Uniform("addend", output, -1, 1);
        ConvPackedGpu packed = (ConvPackedGpu)conv.Pack(device, [null, w, bias]).Operator with { HasAddend = true, Relu = true };
        GpuTensor nhwc = Nhwc(device, x), y = device.Rent(Stored(output));
        packed.Forward(device, [nhwc, Nhwc(device, addend)], y);
        DoubleTensor plain = ConvTests.Define(conv, DoubleTensor.Of(x), DoubleTensor.Of(w), DoubleTensor.Of(bias));
        new DoubleTensor(output, [.. plain.Values.Zip(addend.AsSpan().ToArray(), (sum, added) => Math.Max(sum + added, 0))])
            .AssertNear(Nchw(device, y, output), Tolerances.Device);
    }

    /// <summary>A slice begins anywhere among the taps and channels.</summary>
    [Theory]
    [InlineData("simulator", 3, 5)]
    [InlineData("opencl", 3, 5)]
    [InlineData("opencl", 4, 8)]
    [InlineData("opencl", 4, 5)]
    [InlineData("cuda", 3, 5)]
    [InlineData("cuda", 4, 8)]
    public void Slices_of_a_group_add_up_to_the_convolution(string kind, int channels, int outputs)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        const int Groups = 2;
        Conv conv = new(Uneven, Groups);
        (Tensor x, Tensor w, Tensor bias) = Inputs(Groups, channels, outputs);
        ConvPackedGpu packed = (ConvPackedGpu)conv.Pack(device, [null, w, bias]).Operator;
        Shape output = conv.Infer([x.Shape, w.Shape, bias.Shape]);
        GpuTensor nhwc = Nhwc(device, x), y = device.Rent(Stored(output));
        int rows = Batch * output[2] * output[3], depth = 6 * channels;
        for (int group = 0; group < Groups; group++)
        {
            int first = group * outputs;
            GpuSgemm.Run(
                device,
                new GpuSgemmArguments(
                    nhwc.View,
                    new GpuIm2ColRows(
                        rows,
                        0,
                        new Im2ColAxis(Height, output[2], 3, 2, 2, 2),
                        new Im2ColAxis(Width, output[3], 2, 1, 3, 0),
                        Groups * channels,
                        channels,
                        group * channels),
                    packed.Weights.View.SubView(group * depth * outputs, depth * outputs),
                    depth,
                    outputs,
                    new GpuMatrixRef(y.View.SubView(first, y.Count - first), Groups * outputs),
                    GpuEpilogue.Of(nhwc.View, packed.Bias!.View.SubView(first, outputs))),
                new GpuGemmPlan(64, 64, 1, 1, 2, 16, 0));
        }

        ConvTests.Define(conv, DoubleTensor.Of(x), DoubleTensor.Of(w), DoubleTensor.Of(bias))
            .AssertNear(Nchw(device, y, output), Tolerances.Device);
    }

    private static (Tensor X, Tensor W, Tensor Bias) Inputs(int groups, int channels, int outputs) => (
        HashFill.Uniform("x", new Shape(Batch, groups * channels, Height, Width), -1, 1),
        HashFill.Uniform("w", new Shape(groups * outputs, channels, 3, 2), -1, 1),
        HashFill.Uniform("b", new Shape(groups * outputs), -1, 1));

    private static Shape Stored(Shape nchw) => new(nchw[0], nchw[2], nchw[3], nchw[1]);

    private static GpuTensor Nhwc(GpuDevice device, Tensor nchw)
    {
        GpuTensor result = device.Rent(Stored(nchw.Shape));
        device.Forward(Transpose.ToNhwc(4), [device.Keep(nchw.Shape, nchw.AsSpan())], result);
        return result;
    }

    private static Tensor Nchw(GpuDevice device, GpuTensor stored, Shape shape)
    {
        GpuTensor result = device.Rent(shape);
        device.Forward(Transpose.ToNchw(4), [stored], result);
        return device.Read(result);
    }
}
