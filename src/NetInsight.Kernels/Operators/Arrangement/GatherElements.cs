using System.Collections.Immutable;

namespace NetInsight;

/// <summary>
/// Elements of a tensor by their places along one axis: along axis 0 of a matrix, y[i,j] = x[Indices[i,j], j]; the result has the shape of
/// the places.
/// </summary>
/// <param name="Indices">The places, row-major, counted from the end where negative.</param>
/// <param name="Extents">Their shape: as many dimensions as the input, none but the axis longer.</param>
/// <param name="Axis">The axis, counted from the end where negative.</param>
internal sealed record GatherElements(ImmutableArray<int> Indices, Shape Extents, int Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override (Reach Rows, Reach Columns) ReachOver(Shape input) =>
        Positive(Axis, input.Rank) < 2 ? (Reach.One, Reach.One) : WholeMap(input);

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

        CheckPlaces(Indices.AsSpan(), input, axis);

        return Extents;
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        Tensor source = x[0];
        int axis = Positive(Axis, input.Rank), rank = input.Rank;
        device.ForRanges(y.Count, 4 * rank, (start, end) =>
        {
            ReadOnlySpan<float> from = source.AsSpan();
            Span<float> to = y.AsSpan();
            for (int i = start; i < end; i++)
            {
                int offset = 0, stride = 1, index = Indices[i];
                for (int other = rank - 1, rest = i; other >= 0; rest /= output[other--])
                {
                    int place = other == axis ? index < 0 ? index + input[axis] : index : rest % output[other];
                    offset += place * stride;
                    stride *= input[other];
                }

                to[i] = from[offset];
            }
        });
    }
}
