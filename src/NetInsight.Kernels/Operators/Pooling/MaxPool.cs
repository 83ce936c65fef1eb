using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Largest value of each window: y[n,c,i,j] = max over (u,v) of x[n, c, i*s + u*d - p, j*s + v*d - p]; padding is ignored. A window that
/// holds a NaN gives NaN.
/// </summary>
internal sealed partial record MaxPool(Window Window) : Operator
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
