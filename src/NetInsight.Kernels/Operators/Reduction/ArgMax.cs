using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// The place of the largest (or smallest) number along an axis, as a float, which is exact up to 2^24. Of equal ones the first counts, or the last; a NaN
/// counts before all numbers.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="KeepsAxis">Whether it stays as a dimension of 1.</param>
/// <param name="Smallest">Whether the smallest is sought (ArgMin).</param>
/// <param name="SelectsLast">Whether the last of equal ones counts.</param>
internal sealed partial record ArgMax(int Axis, bool KeepsAxis = true, bool Smallest = false, bool SelectsLast = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Smallest ? "ArgMin" : "ArgMax";

    /// <inheritdoc/>
    /// <remarks>Channels last has a meaning only where the result has the input's dimensions.</remarks>
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
            throw new ArgumentException($"{Name}: axis {axis} of {inputs[0]} has no place, or more than a float can count.");
        return KeepsAxis
            ? inputs[0].With(axis, 1)
            : new Shape([.. inputs[0].Dimensions[..axis], .. inputs[0].Dimensions[(axis + 1)..]]);
    }

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int axis = Positive(Axis, source.Shape.Rank), count = source.Shape[axis], step = source.Shape.Product(axis + 1, source.Shape.Rank);
        device.ForRanges(y.Count, count, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                ReadOnlySpan<float> line = source.AsSpan()[(index / step * count * step + index % step)..];
                int found = 0;
                for (int i = 1; i < count; i++)
                {
                    if (Beats(line[i * step], line[found * step], Smallest, SelectsLast))
                        found = i;
                }

                y.AsSpan()[index] = found;
            }
        });
    }

    private static bool Beats(float value, float best, bool smallest, bool selectsLast)
    {
        if (float.IsNaN(best) || float.IsNaN(value))
            return float.IsNaN(value) && (selectsLast || !float.IsNaN(best));
        return (smallest ? value < best : value > best) || (selectsLast && value == best);
    }
}
