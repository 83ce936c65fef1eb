using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Sum of each window: y[n,c,i,j] = sum over (u,v) of x[n, c, i*s + u*d - p, j*s + v*d - p]; padding counts as 0. ONNX's LpPool is one of
/// |x|^p, followed by the p-th root.
/// </summary>
internal sealed partial record SumPool(Window Window) : Operator
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
