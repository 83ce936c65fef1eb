using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Group normalisation (Wu and He 2018, arXiv:1803.08494): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, with mean and
/// variance over the positions of the channels of a group, for each image. Inputs: x [N, C, ...], scale, shift.
/// </summary>
/// <param name="Groups">The number of groups, of neighbouring channels and equal size.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="ScalesGroups">Whether scale and shift are [groups], as in ONNX before opset 21, and not [channels].</param>
internal sealed partial record GroupNormalization(int Groups, float Epsilon = 1e-5f, bool ScalesGroups = false) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int channels = inputs[0].Rank >= 2 ? inputs[0][1]
            : throw new ArgumentException($"{Name}: expects channels, but is given {inputs[0]}.");
        if (Groups < 1 || channels % Groups != 0)
            throw new ArgumentException($"{Name}: {Groups} groups do not divide {channels} channels ({inputs[0]}).");
        int expected = ScalesGroups ? Groups : channels;
        foreach (Shape parameter in inputs[1..])
        {
            if (parameter.Count != expected)
            {
                throw new ArgumentException(
                    $"{Name}: {Groups} groups of {channels} channels expect parameters of {expected} elements, "
                    + $"but one has shape {parameter}.");
            }
        }

        return inputs[0];
    }
}
