using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// 1 at the first largest element along an axis, 0 at the others: y_i = (i == argmax_j x_j). A NaN counts before all other values.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Joint">Whether all dimensions from the axis on are taken together, as in ONNX before opset 13.</param>
internal sealed partial record Hardmax(int Axis, bool Joint = false) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Joint ? Layout.Nchw : Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override bool IsPerImage => Axis is > 0 or -1;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        !Joint && Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        _ = Positive(Axis, inputs[0].Rank);
        return inputs[0];
    }

    /// <summary>The number of elements that compete, and how far apart they lie.</summary>
    private (int Extent, int Stride) LineOf(Shape shape)
    {
        int axis = Positive(Axis, shape.Rank);
        return Joint ? (shape.Product(axis, shape.Rank), 1) : (shape[axis], shape.Product(axis + 1, shape.Rank));
    }

    private static bool Beats(float value, float best) => value > best || (float.IsNaN(value) && !float.IsNaN(best));
}
