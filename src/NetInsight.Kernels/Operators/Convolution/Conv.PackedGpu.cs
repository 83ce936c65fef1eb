using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>A convolution packed for the GPU: one GEMM over im2col rows for each group, with bias, addend and ReLU fused.</summary>
/// <param name="Window">The window.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Outputs">Output channels of all groups.</param>
/// <param name="Weights">For each group a matrix [tap row x tap column x channel, output channels of the group].</param>
/// <param name="Bias">[output channels]; null for none.</param>
/// <param name="HasAddend">Whether a second input, of the result's shape, is added.</param>
/// <param name="Relu">Whether a ReLU follows.</param>
internal sealed record ConvPackedGpu(
    Window Window, int Groups, int Outputs, GpuTensor Weights, GpuTensor? Bias, bool HasAddend = false, bool Relu = false)
    : GpuPackedOperator, IFusesRelu, IFusesAdd, IRunsOnCrops
{
    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override int Depth => Weights.Count / Math.Max(Outputs, 1);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Relu = true };

    /// <inheritdoc/>
    public Operator? WithAddend() => HasAddend || Relu ? null : this with { HasAddend = true };

    /// <inheritdoc/>
    public float PaddingValue => 0;

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public Operator OnCrops(FeatureMap input) => this with { Window = Window.WithoutPadding() };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        Window.Slide(FeatureMap.OfNchw(inputs[0], Name), Outputs, Name).ToNchw(inputs[0]);

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   where it is expected to be faster: Winograd's algorithm    (GpuWinograd); else
    ///   for each group
    ///     GEMM: virtual im2col rows [output positions, taps x channels] x weights [taps x channels, outputs]    (GpuSgemm)
    ///           epilogue: bias, addend, ReLU; Y and the addend begin at the group's first channel
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        int channels = Groups == 1 ? GpuChannelPadding.Padded(x[0].Shape[-1]) : x[0].Shape[-1];
        GpuTensor? addend = HasAddend ? x[1] : null;
        if (channels == x[0].Shape[-1])
        {
            Forward(device, x[0], addend, y);
            return;
        }

        GpuTensor padded = device.Rent(x[0].Shape.With(x[0].Shape.Rank - 1, channels));
        try
        {
            GpuChannelPadding.Run(device, x[0], padded);
            Forward(device, padded, addend, y);
        }
        finally
        {
            device.Return(padded);              // work is done in order: whoever rents the memory next writes after the kernel has read
        }
    }

    private void Forward(GpuDevice device, GpuTensor x, GpuTensor? addend, GpuTensor y)
    {
        GpuWindow window = GpuWindow.Of(Window, x.Shape, y.Shape);
        if (Groups == 1 && GpuWinograd.IsFaster(device, window, Outputs))
        {
            try
            {
                GpuWinograd.Run(device, x, window, Weights, y, GpuEpilogue.Of(x.View, Bias?.View, addend?.View, Relu));
                return;
            }
            catch (ResourceLimitException)
            {
                // The direct form does without memory of its own where there is none.
            }
        }

        int columns = Outputs / Groups, block = Weights.Count / Groups;
        for (int group = 0; group < Groups; group++)
        {
            // GEMM of one group.
            int first = group * columns;
            GpuSgemm.Run(device, new GpuSgemmArguments(
                x.View,
                RowsOf(window, group),
                Weights.View.SubView(group * block, block),
                block / columns,
                columns,
                new GpuMatrixRef(SliceOf(y, first), Outputs),
                GpuEpilogue.Of(
                    Weights.View, Bias?.View.SubView(first, columns), addend is null ? null : SliceOf(addend, first), Relu)));
        }
    }

    /// <summary>A tensor's elements from a channel of its first position on.</summary>
    private static ArrayView<float> SliceOf(GpuTensor tensor, int channel) => tensor.View.SubView(channel, tensor.Count - channel);

    /// <summary>The im2col rows of one group.</summary>
    private GpuIm2ColRows RowsOf(GpuWindow window, int group)
    {
        int channels = window.Input.Channels / Groups;
        Im2ColAxis rows = AxisOf(window.Rows, window.Input.Height, window.Output.Height);
        Im2ColAxis columns = AxisOf(window.Columns, window.Input.Width, window.Output.Width);
        bool isContiguous = IsContiguous(rows) && IsContiguous(columns);
        return new GpuIm2ColRows(
            window.Output.Batch * window.Output.Positions,
            isContiguous ? 1 : 0,
            rows,
            columns,
            window.Input.Channels,
            channels,
            group * channels);

        static Im2ColAxis AxisOf(WindowAxis axis, int input, int output) =>
            new(input, output, axis.Kernel, axis.Stride, axis.Dilation, axis.Before);

        static bool IsContiguous(Im2ColAxis axis) => axis is { Kernel: 1, Before: 0 } && (axis.Output - 1) * axis.Stride < axis.Input;
    }
}
