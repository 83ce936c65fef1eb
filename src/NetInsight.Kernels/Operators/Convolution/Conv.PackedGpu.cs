using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>A convolution on a graphics card: a product whose rows are windows, one for each group, with bias, addend and ReLU fused.</summary>
/// <param name="Window">The window.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Outputs">Output channels of all groups.</param>
/// <param name="Weights">For each group a matrix of (tap row, tap column, channel) x output channels.</param>
/// <param name="Bias">A number for each output channel; null for none.</param>
/// <param name="HasAddend">Whether a second input, as large as the result, is added.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record ConvPackedGpu(Window Window, int Groups, int Outputs, GpuTensor Weights, GpuTensor? Bias, bool HasAddend = false, bool Relu = false)
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
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Window.Slide(FeatureMap.OfNchw(inputs[0], Name), Outputs, Name).ToNchw(inputs[0]);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        GpuWindow window = GpuWindow.Of(Window, x[0].Shape, y.Shape);
        int columns = Outputs / Groups, block = Weights.Count / Groups;
        GpuEpilogue epilogue = new(Bias is null ? 0 : 1, HasAddend ? 1 : 0, Relu ? 1 : 0);
        for (int group = 0; group < Groups; group++)
        {
            GpuSgemm.Run(device, new GpuSgemmArguments(
                x[0].View,
                Weights.View.SubView(group * block, block),
                Bias is null ? Weights.View : Bias.View.SubView(group * columns, columns),
                HasAddend ? x[1].View : y.View,
                y.View,
                GpuIm2ColRows.OfWindows(window, Groups, group),
                columns == 0 ? 0 : block / columns,
                columns,
                Outputs,
                group * columns,
                epilogue));
        }
    }
}
