using System.Collections.Immutable;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>Slices of a tensor by their places along one axis: y[a.., k.., b..] = x[a.., Indices[k..], b..].</summary>
/// <param name="Indices">The places, row-major, counted from the end where negative.</param>
/// <param name="Extents">The shape of the places, which takes the axis's place in the result; a scalar's drops the axis.</param>
/// <param name="Axis">The axis, counted from the end where negative.</param>
internal sealed partial record Gather(ImmutableArray<int> Indices, Shape Extents, int Axis = 0) : Operator
{
    /// <inheritdoc/>
    /// <remarks>Channels last has a meaning only where the result has the input's dimensions.</remarks>
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

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int axis = Positive(Axis, source.Shape.Rank), extent = source.Shape[axis];
        int run = source.Shape.Product(axis + 1, source.Shape.Rank), count = Indices.Length;
        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                int index = Indices[row % count], place = index < 0 ? index + extent : index;
                source.AsSpan().Slice((row / count * extent + place) * run, run).CopyTo(y.AsSpan().Slice(row * run, run));
            }
        });
    }
}
