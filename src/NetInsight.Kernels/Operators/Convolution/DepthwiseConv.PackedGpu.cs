using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Arguments of the kernel of <see cref="DepthwiseConvPackedGpu"/>.</summary>
internal readonly record struct DepthwiseArguments(
    ArrayView<float> X, ArrayView<float> Weights, ArrayView<float> Y, GpuWindow Window, GpuEpilogue Epilogue);

/// <summary>A depthwise convolution (each output channel depends on the same input channel only) packed for the GPU.</summary>
/// <param name="Window">The window.</param>
/// <param name="Weights">[taps, channels].</param>
/// <param name="Bias">[channels]; null for none.</param>
/// <param name="Relu">Whether a ReLU follows.</param>
internal sealed record DepthwiseConvPackedGpu(Window Window, GpuTensor Weights, GpuTensor? Bias, bool Relu = false)
    : GpuPackedOperator, IFusesRelu, IRunsOnCrops
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
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        DepthwiseArguments arguments = new(
            x[0].View,
            Weights.View,
            y.View,
            GpuWindow.Of(Window, x[0].Shape, y.Shape),
            GpuEpilogue.Of(Weights.View, Bias?.View, null, Relu));
        if (arguments.Window.Output.Channels % 4 == 0)
            device.ForEach(DepthwiseByFoursKernel, y.Count / 4, arguments);
        else
            device.ForEach(DepthwiseKernel, y.Count, arguments);
    }

    /// <remarks>
    /// <code>
    ///   one thread for each element of Y [N, H, W, C]; neighbouring threads on neighbouring channels
    ///   window:   n, i, j, c of the thread, and the taps that lie on the input
    ///   products: for each tap row, for each tap of it that lies on the input   X and Weights: global memory; sum: register
    ///   store:    epilogue, then Y
    /// </code>
    /// </remarks>
    private static void DepthwiseKernel(Index1D index, DepthwiseArguments a)
    {
        // Window.
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int position = index / output.Channels, c = index - position * output.Channels;
        int line = position / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height);
        WindowTaps columns = new(a.Window.Columns, position - line * output.Width, input.Width);

        // Products.
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

        // Store.
        a.Y[index] = a.Epilogue.Apply(sum, c, index);
    }

    /// <summary>One thread for four neighbouring channels of a position; otherwise as <see cref="DepthwiseKernel"/>.</summary>
    private static void DepthwiseByFoursKernel(Index1D index, DepthwiseArguments a)
    {
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int fours = output.Channels / 4, position = index / fours, c = (index - position * fours) * 4;
        int line = position / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height);
        WindowTaps columns = new(a.Window.Columns, position - line * output.Width, input.Width);
        float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = n * input.Height + rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
            {
                int from = row * input.Width + columns.Start + v * a.Window.Columns.Dilation;
                GpuFloat4 x = GpuQuads.Of(a.X, from * input.Channels + c);
                GpuFloat4 w = GpuQuads.Of(a.Weights, (u * a.Window.Columns.Kernel + v) * input.Channels + c);
                sum0 += x.V0 * w.V0;
                sum1 += x.V1 * w.V1;
                sum2 += x.V2 * w.V2;
                sum3 += x.V3 * w.V3;
            }
        }

        a.Epilogue.StoreQuad(a.Y, new GpuFloat4(sum0, sum1, sum2, sum3), c, index * 4);
    }
}
