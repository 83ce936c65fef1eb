using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// The gradient of a <see cref="MaxPool"/>: dx[n,c,h,w] = sum of dy[n,c,i,j] over the windows (i, j) whose first largest element, in
/// row-major order, is (h, w); a NaN counts as the largest. Nothing was stored in the forward pass: the position is found again from x and
/// y. Inputs: x, y, dy, and the mask (of x's shape) where there is one.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Mask">What the last input must be for a result to pass; null where there is no mask.</param>
internal sealed partial record MaxPoolGradient(Window Window, PassInterval? Mask = null) : Operator, IFusesMask
{
    /// <inheritdoc/>
    public Operator? WithMask(PassInterval interval) => Mask is null ? this with { Mask = interval } : null;

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        Shape pooled = Window.Slide(input, input.Channels, Name).ToNchw(inputs[0]);
        return inputs[1] == pooled && inputs[2] == pooled
            ? inputs[0]
            : throw new ArgumentException(
                $"{Name}: results of shape {inputs[1]} and gradients of shape {inputs[2]}, but {pooled} is expected.");
    }
}
