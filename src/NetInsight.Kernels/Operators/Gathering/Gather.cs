using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Gathering;

/// <summary>Slices of a tensor by their indices along one axis: y[a.., k.., b..] = x[a.., Indices[k..], b..].</summary>
/// <param name="Indices">The indices, row-major, counted from the end where negative.</param>
/// <param name="Extents">The shape of the indices, which replaces the axis in the result's shape; a scalar's drops the axis.</param>
/// <param name="Axis">The axis, counted from the end where negative.</param>
internal sealed partial record Gather(EquatableArray<int> Indices, Shape Extents, int Axis = 0) : Operator
{
    /// <inheritdoc/>
    /// <remarks>NHWC is defined only where the result has the input's rank.</remarks>
    public override Layout Layout => Extents.Rank == 1 ? Layout.Any : Layout.Nchw;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Extents.Rank == 1 && Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int axis = Positive(Axis, input.Rank);
        CheckIndices(Indices.AsSpan(), input, axis);

        return new Shape([.. input.Dimensions[..axis], .. Extents.Dimensions, .. input.Dimensions[(axis + 1)..]]);
    }
}
