using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Gathering;

/// <summary>
/// Elements of a tensor by their indices along one axis: along axis 0 of a matrix, y[i,j] = x[Indices[i,j], j]; the result has the shape of
/// the indices.
/// </summary>
/// <param name="Indices">The indices, row-major, counted from the end where negative.</param>
/// <param name="Extents">Their shape: the rank of the input, and no dimension but the axis longer.</param>
/// <param name="Axis">The axis, counted from the end where negative.</param>
internal sealed partial record GatherElements(EquatableArray<int> Indices, Shape Extents, int Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int axis = Positive(Axis, input.Rank);
        if (Extents.Rank != input.Rank)
            throw new ArgumentException($"{Name}: indices of shape {Extents} for {input.Rank} dimensions ({input}).");
        for (int other = 0; other < input.Rank; other++)
        {
            if (other != axis && Extents[other] > input[other])
                throw new ArgumentException($"{Name}: indices of shape {Extents} are longer than {input} along dimension {other}.");
        }

        CheckIndices(Indices.AsSpan(), input, axis);

        return Extents;
    }

    /// <summary>Offset in the input of element <paramref name="i"/> of the result.</summary>
    private int OffsetOf(int i, Shape input)
    {
        int axis = Positive(Axis, input.Rank), offset = 0, stride = 1, index = Indices[i];
        for (int other = input.Rank - 1, rest = i; other >= 0; rest /= Extents[other--])
        {
            int position = other == axis ? index < 0 ? index + input[axis] : index : rest % Extents[other];
            offset += position * stride;
            stride *= input[other];
        }

        return offset;
    }
}
