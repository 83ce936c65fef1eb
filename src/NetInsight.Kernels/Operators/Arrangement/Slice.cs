using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// Every Step-th position from Start to before End along one axis: negative ends count from the end, ends outside are clamped.
/// </summary>
/// <remarks>As in ONNX: backwards from a start before the tensor, the slice begins at the first position, where NumPy's is empty.</remarks>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Start">The first position.</param>
/// <param name="End">One past the last position.</param>
/// <param name="Step">Positions from one to the next; negative to go backwards; never 0.</param>
internal readonly record struct SliceAxis(int Axis, long Start, long End, long Step = 1)
{
    /// <summary>First position and number of positions over an axis of this extent.</summary>
    public (int First, int Count) For(int extent)
    {
        long step = Math.Clamp(Step, -int.MaxValue, int.MaxValue);
        if (extent == 0)
            return (0, 0);
        long high = step > 0 ? extent : extent - 1;
        long first = Math.Clamp(Start < 0 ? Start + extent : Start, 0, high);
        long end = Math.Clamp(End < 0 ? End + extent : End, step > 0 ? 0 : -1, high);
        long count = step > 0 ? (end - first + step - 1) / step : (end - first + step + 1) / step;
        return ((int)first, (int)Math.Max(count, 0));
    }
}

/// <summary>A slice of a tensor along each axis named; the other axes whole.</summary>
internal sealed partial record Slice(EquatableArray<SliceAxis> Axes) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) =>
        new Slice([.. Axes.Select(slice => slice with { Axis = AxisInNhwc(Positive(slice.Axis, rank), rank) })]);

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input)
    {
        ReceptiveFieldAxis rows = ReceptiveFieldAxis.One, columns = ReceptiveFieldAxis.One;
        foreach (SliceAxis slice in Axes)
        {
            int axis = Positive(slice.Axis, input.Rank);
            if (input.Rank != 4 || axis < 2 || slice.Step < 1)
                continue;
            ReceptiveFieldAxis field = new(1, (int)slice.Step, slice.For(input[axis]).First);
            (rows, columns) = axis == 2 ? (field, columns) : (rows, field);
        }

        return Axes.Any(slice => slice.Step < 1) ? WholeMap(input) : (rows, columns);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape shape = inputs[0];
        foreach (SliceAxis slice in Axes)
        {
            if (slice.Step == 0)
                throw new ArgumentException($"{Name}: the step along axis {slice.Axis} is 0.");
            int axis = Positive(slice.Axis, shape.Rank);
            shape = shape.With(axis, slice.For(inputs[0][axis]).Count);
        }

        return shape;
    }
}
