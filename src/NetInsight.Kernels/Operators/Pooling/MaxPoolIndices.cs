using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Index of the largest value of each window of a <see cref="MaxPool"/> (ONNX MaxPool's second output): its offset in the whole input in
/// NCHW, ((n * C + c) * H + h) * W + w, as a float that holds an integer. Of equal values the first counts, in row-major order; the first
/// NaN before all. A window wholly in the padding gives -1.
/// </summary>
/// <param name="Window">The pool's window.</param>
/// <param name="ColumnMajor">Whether the index within a feature map is column-major, h + w * H (ONNX storage_order 1).</param>
internal sealed partial record MaxPoolIndices(Window Window, bool ColumnMajor = false) : Operator
{
    /// <summary>Floats represent all integers up to here.</summary>
    internal const int MaxElements = 1 << 24;

    /// <inheritdoc/>
    public override string Name => nameof(MaxPool);

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Window.ReceptiveFieldOver(input, Name);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        CheckElements(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToNchw(inputs[0]);
    }

    /// <summary>Checks that floats can index every element of a shape.</summary>
    /// <exception cref="ResourceLimitException">It has more than <see cref="MaxElements"/>.</exception>
    internal static void CheckElements(Shape shape, string name)
    {
        if (shape.Count > MaxElements)
        {
            throw new ResourceLimitException(
                $"{name}: indices into {shape} ({shape.Count:N0} elements) are not exact as floats; " +
                $"{MaxElements:N0} elements are the limit.");
        }
    }
}
