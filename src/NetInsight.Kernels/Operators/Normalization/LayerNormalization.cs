using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Layer normalisation (Ba et al. 2016, arXiv:1607.06450): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, with mean and
/// variance over all dimensions from <paramref name="Axis"/> on. Inputs: x, scale, and shift, which may be absent; both of the normalised
/// dimensions' shape, or one element.
/// </summary>
internal sealed partial record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Positive(Axis, inputs[0].Rank);
        foreach (Shape parameter in inputs[1..])
        {
            if (!Takes(parameter, inputs[0]))
            {
                throw new ArgumentException(
                    $"{Name}: normalises {new Shape(inputs[0].Dimensions[axis..])} elements of {inputs[0]}, "
                    + $"but a parameter has shape {parameter}.");
            }
        }

        return inputs[0];
    }

    /// <summary>Whether a parameter is one element, or has the normalised dimensions, apart from leading dimensions of 1.</summary>
    public bool Takes(Shape parameter, Shape input) =>
        parameter.Count == 1
        || parameter.Dimensions.TrimStart(1).SequenceEqual(input.Dimensions[Positive(Axis, input.Rank)..].TrimStart(1));
}
