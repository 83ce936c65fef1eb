using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>What the kernel of <see cref="DepthwiseConvPackedGpu"/> is handed.</summary>
internal readonly record struct DepthwiseArguments(ArrayView<float> X, ArrayView<float> Weights, ArrayView<float> Bias, ArrayView<float> Y, GpuWindow Window, GpuEpilogue Epilogue);

/// <summary>A depthwise convolution (each channel sees itself only) on a graphics card: one thread for each number, neighbours on neighbouring channels.</summary>
/// <param name="Window">The window.</param>
/// <param name="Weights">Taps x channels.</param>
/// <param name="Bias">A number for each channel; null for none.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record DepthwiseConvPackedGpu(Window Window, GpuTensor Weights, GpuTensor? Bias, bool Relu = false) : GpuPackedOperator, IFusesRelu, IRunsOnCrops
{
    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override int Depth => Window.Rows.Kernel * Window.Columns.Kernel;

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Relu = true };

    /// <inheritdoc/>
    public float PaddingValue => 0;

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public Operator OnCrops(FeatureMap input) => this with { Window = Window.WithoutPadding() };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToNchw(inputs[0]);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        device.ForEach(DepthwiseKernel, y.Count, new DepthwiseArguments(
            x[0].View, Weights.View, (Bias ?? Weights).View, y.View, GpuWindow.Of(Window, x[0].Shape, y.Shape), new GpuEpilogue(Bias is null ? 0 : 1, 0, Relu ? 1 : 0)));

    private static void DepthwiseKernel(Index1D index, DepthwiseArguments a)
    {
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int place = index / output.Channels, c = index - place * output.Channels;
        int line = place / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height), columns = new(a.Window.Columns, place - line * output.Width, input.Width);
        float sum = 0;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = n * input.Height + rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
            {
                int from = row * input.Width + columns.Start + v * a.Window.Columns.Dilation;
                sum += a.X[from * input.Channels + c] * a.Weights[(u * a.Window.Columns.Kernel + v) * input.Channels + c];
            }
        }

        float value = a.Epilogue.Bias != 0 ? sum + a.Bias[c] : sum;
        a.Y[index] = a.Epilogue.Relu != 0 && value < 0 ? 0 : value;
    }
}
