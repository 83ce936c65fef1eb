namespace NetInsight;

/// <summary>
/// y_i = exp(x_i - m) / sum_j exp(x_j - m) along one axis, m the largest x: probabilities, adding to 1. A NaN makes all of them NaN.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Joint">Whether all dimensions from the axis on are taken together, as in ONNX before opset 13.</param>
/// <param name="Logarithm">Whether the natural logarithm of the probability is given instead (LogSoftmax).</param>
internal sealed partial record Softmax(int Axis, bool Joint = false, bool Logarithm = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override MemoryOrder Order => Joint ? MemoryOrder.Plain : MemoryOrder.Either;

    /// <inheritdoc/>
    public override Operator InChannelsLast(int rank) => this with { Axis = AxisInChannelsLast(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override bool IsPerPicture => Axis is > 0 or -1;

    /// <inheritdoc/>
    public override (Reach Rows, Reach Columns) ReachOver(Shape input) => Positive(Axis, input.Rank) switch
    {
        2 when input.Rank == 4 && !Joint => (Reach.All(input[2]), Reach.One),
        3 when input.Rank == 4 => (Reach.One, Reach.All(input[3])),
        0 or 1 when !Joint => (Reach.One, Reach.One),
        _ => WholeMap(input),
    };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        _ = Positive(Axis, inputs[0].Rank);
        return inputs[0];
    }
}
