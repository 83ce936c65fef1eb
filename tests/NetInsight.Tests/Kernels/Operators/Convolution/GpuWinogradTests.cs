using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators.Convolution;

/// <summary>Winograd's algorithm on GPUs, whatever the size at which it is chosen, against the definition in doubles.</summary>
public sealed class GpuWinogradTests
{
    [Theory]
    [InlineData("simulator", 1, 5, 6, 4, 4, 1)]
    [InlineData("opencl", 2, 13, 7, 20, 24, 1)]
    [InlineData("opencl", 1, 9, 11, 16, 16, 0)]
    [InlineData("opencl", 3, 4, 4, 64, 32, 1)]
    [InlineData("cuda", 2, 13, 7, 20, 24, 1)]
    [InlineData("cuda", 1, 57, 55, 64, 96, 0)]
    [InlineData("cuda", 3, 7, 7, 512, 512, 1)]
    public void It_equals_the_definition(string kind, int batch, int height, int width, int channels, int outputs, int padding)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        Window window = Window.Square(3, padding: padding);
        Tensor x = HashFill.Uniform("x", new Shape(batch, channels, height, width), -1, 1);
        Tensor w = HashFill.Uniform("w", new Shape(outputs, channels, 3, 3), -1, 1);
        Tensor bias = HashFill.Uniform("b", new Shape(outputs), -1, 1);
        Conv conv = new(window);
        ConvPackedGpu packed = (ConvPackedGpu)conv.Pack(device, [null, w, bias]).Operator;
        Shape output = conv.Infer([x.Shape, w.Shape, bias.Shape]), stored = new(output[0], output[2], output[3], output[1]);
        GpuTensor nchw = device.Keep(x.Shape, x.AsSpan()), nhwc = device.Rent(new Shape(batch, height, width, channels));
        device.Forward(Transpose.ToNhwc(4), [nchw], nhwc);
        GpuTensor y = device.Rent(stored), back = device.Rent(output);
        GpuWindow sliding = GpuWindow.Of(window, nhwc.Shape, stored);
        GpuWinograd.Run(device, nhwc, sliding, packed.Weights, y, GpuEpilogue.Of(nhwc.View, packed.Bias!.View));
        device.Forward(Transpose.ToNchw(4), [y], back);
        ConvTests.Define(conv, DoubleTensor.Of(x), DoubleTensor.Of(w), DoubleTensor.Of(bias))
            .AssertNear(device.Read(back), Tolerances.Device);
    }

    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Exact_precision_and_other_windows_are_computed_directly(string kind)
    {
        GpuContext context = Gpus.Require(kind);
        using GpuDevice fast = new(context, new CpuDevice(1)), exact = new(context, new CpuDevice(1), null, Precision.Exact);
        Shape large = new(64, 28, 28, 512);
        GpuWindow square = GpuWindow.Of(Window.Square(3, padding: 1), large, large);
        Assert.True(GpuWinograd.IsFaster(fast, square, 512));
        Assert.False(GpuWinograd.IsFaster(exact, square, 512));
        Assert.False(GpuWinograd.IsFaster(fast, GpuWindow.Of(Window.Square(5, padding: 2), large, large), 512));
        Assert.False(GpuWinograd.IsFaster(fast, GpuWindow.Of(Window.Square(3, 2, padding: 1), large, new Shape(64, 14, 14, 512)), 512));
        Assert.False(GpuWinograd.IsFaster(fast, square, 255));
    }

    /// <summary>Weights, input and result need 1.8 MB, the transformed weights 2.4 MB more; of 40 MB all but 2.2 are taken.</summary>
    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Where_its_weights_do_not_fit_the_convolution_is_computed_directly(string kind)
    {
        GpuContext context = Gpus.Require(kind);
        const int Limit = 40_000_000;
        using GpuDevice ample = new(context, new CpuDevice(1)), scarce = new(context, new CpuDevice(1), Limit);
        scarce.Keep(new Shape((Limit - 2_200_000) / sizeof(float)), []);
        Shape shape = new(1, 28, 28, 128);
        Tensor x = HashFill.Uniform("x", shape, -1, 1), w = HashFill.Uniform("w", new Shape(128, 128, 3, 3), -1, 1);
        Tensor[] results = [.. new[] { ample, scarce }.Select(device =>
        {
            ConvPackedGpu packed = (ConvPackedGpu)new Conv(Window.Square(3, padding: 1)).Pack(device, [null, w]).Operator;
            GpuTensor input = device.Keep(shape, x.AsSpan()), y = device.Keep(shape, new float[shape.Count]);
            Assert.True(GpuWinograd.IsFaster(device, GpuWindow.Of(packed.Window, shape, shape), 128));
            device.Forward(packed, [input], y);
            return device.Read(y);
        })];
        DoubleTensor.Of(results[0]).AssertNear(results[1], Tolerances.Device);
        Assert.InRange(scarce.Bytes, 1, Limit);
        Assert.True(ample.Bytes > 4_200_000, $"{ample.Bytes}");
    }

    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Transformed_weights_leave_a_quarter_of_the_memory(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1), sizeof(float) * 1000);
        GpuTensor kept = device.Derived("a", new Shape(700), _ => { });
        Assert.Same(kept, device.Derived("a", new Shape(700), _ => Assert.Fail("It is there.")));
        Assert.Throws<ResourceLimitException>(() => device.Derived("b", new Shape(51), _ => Assert.Fail("It does not fit.")));
        Assert.Equal(sizeof(float) * 700, device.Bytes);
    }
}
