using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Mean of each window: y[n,c,i,j] = sum over the window's taps on x, divided by their number; 0 where no tap lies on the input.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">
/// Whether taps in the padding count as zeros (ONNX count_include_pad); taps beyond the padding, which ceiling mode allows, never count.
/// </param>
internal sealed partial record AveragePool(Window Window, bool CountsPadding = false) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Window.ReceptiveFieldOver(input, Name);

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToNchw(inputs[0]);
    }
}
