using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// y_i = exp(x_i - m) / sum_j exp(x_j - m) along one axis, m the largest x: probabilities, which sum to 1. A NaN makes all of them NaN.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Joint">Whether all dimensions from the axis on are normalised together, as in ONNX before opset 13.</param>
/// <param name="Logarithm">Whether the natural logarithm of the probability is given instead (LogSoftmax).</param>
internal sealed partial record Softmax(int Axis, bool Joint = false, bool Logarithm = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override Layout Layout => Joint ? Layout.Nchw : Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axis = AxisInNhwc(Positive(Axis, rank), rank) };

    /// <inheritdoc/>
    public override bool IsPerImage => Axis is > 0 or -1;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Positive(Axis, input.Rank) switch
        {
            2 when input.Rank == 4 && !Joint => (ReceptiveFieldAxis.All(input[2]), ReceptiveFieldAxis.One),
            3 when input.Rank == 4 => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.All(input[3])),
            0 or 1 when !Joint => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One),
            _ => WholeMap(input),
        };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        _ = Positive(Axis, inputs[0].Rank);
        return inputs[0];
    }
}
