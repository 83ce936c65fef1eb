namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>The inputs concatenated along one axis; all other dimensions must agree.</summary>
internal sealed partial record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override bool IsPointwise => Axis == 3;           // the channels of N x H x W x C

    /// <inheritdoc/>
    public override bool IsPerImage => Axis > 0;

    /// <inheritdoc/>
    public override bool HasReceptiveField(Shape input) => Positive(Axis, input.Rank) < 2;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape first = inputs[0];
        int axis = Positive(Axis, first.Rank);
        long extent = 0;
        foreach (Shape input in inputs)
        {
            if (input.Rank != first.Rank || input.With(axis, 0) != first.With(axis, 0))
                throw new ArgumentException($"{Name}: shapes {first} and {input} differ in more than axis {axis}.");
            extent += input[axis];
        }

        return extent <= int.MaxValue
            ? first.With(axis, (int)extent)
            : throw new ResourceLimitException($"{Name}: the inputs have {extent:N0} elements along axis {axis}.");
    }
}
