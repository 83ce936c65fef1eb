using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// Index of the largest (or smallest) element along an axis, as a float, which is exact up to 2^24. Of equal elements the first counts, or
/// the last; NaN counts before all other values.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="KeepsAxis">Whether it stays as a dimension of 1 (ONNX keepdims).</param>
/// <param name="Smallest">Whether to find the smallest (ArgMin).</param>
/// <param name="SelectsLast">Whether the last of equal elements counts (ONNX select_last_index).</param>
internal sealed partial record ArgMax(int Axis, bool KeepsAxis = true, bool Smallest = false, bool SelectsLast = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Smallest ? "ArgMin" : "ArgMax";

    /// <inheritdoc/>
    /// <remarks>NHWC is defined only where the result has the input's rank.</remarks>
    public override Layout Layout => KeepsAxis ? Layout.Any : Layout.Nchw;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        KeepsAxis && Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Positive(Axis, inputs[0].Rank);
        if (inputs[0][axis] is 0 or > 1 << 24)
            throw new ArgumentException($"{Name}: axis {axis} of {inputs[0]} has no elements, or more than a float can index.");
        return KeepsAxis
            ? inputs[0].With(axis, 1)
            : new Shape([.. inputs[0].Dimensions[..axis], .. inputs[0].Dimensions[(axis + 1)..]]);
    }

    /// <summary>Whether a later value replaces the best so far.</summary>
    private static bool Beats(float value, float best, bool smallest, bool selectsLast)
    {
        if (float.IsNaN(best) || float.IsNaN(value))
            return float.IsNaN(value) && (selectsLast || !float.IsNaN(best));
        return (smallest ? value < best : value > best) || (selectsLast && value == best);
    }
}
