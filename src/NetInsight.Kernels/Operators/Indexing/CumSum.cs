using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>Running sums along an axis: y[i] = x[0] + ... + x[i] (ONNX CumSum).</summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Exclusive">Whether x[i] itself is left out, so that the first sum is 0.</param>
/// <param name="Reverse">Whether the sums run from the last element to the first.</param>
internal sealed partial record CumSum(int Axis, bool Exclusive = false, bool Reverse = false) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override bool IsPerImage => Axis is > 0 or -1;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        _ = Positive(Axis, inputs[0].Rank);
        return inputs[0];
    }

    /// <summary>Where the sums of a line begin and how far one element lies from the next: [outer, Extent, Stride].</summary>
    private static (int Start, int Step) Line(int line, int extent, int stride, bool reverse)
    {
        int start = line / stride * extent * stride + line % stride;
        return reverse ? (start + (extent - 1) * stride, -stride) : (start, stride);
    }
}
