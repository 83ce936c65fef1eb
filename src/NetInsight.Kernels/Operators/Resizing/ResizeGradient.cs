using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>
/// The gradient of a <see cref="Resizing.Resize"/>, which is linear: along each axis dx[i] = sum over the outputs o and taps t with
/// position[o,t] = i of weight[o,t] * dy[o], in the order of the outputs. Input: dy.
/// </summary>
/// <param name="Resize">The resizing.</param>
/// <param name="Input">The shape of its input.</param>
internal sealed partial record ResizeGradient(Resize Resize, Shape Input) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) =>
        new ResizeGradient((Resize)Resize.InNhwc(rank), Input.Permute(Transpose.ToNhwc(rank).Permutation.AsSpan()));

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Resize.Infer([Input]) == inputs[0]
        ? Input
        : throw new ArgumentException(
            $"{Name}: a gradient of shape {inputs[0]} for an input of {Input} resized to {Resize.Infer([Input])}.");
}
