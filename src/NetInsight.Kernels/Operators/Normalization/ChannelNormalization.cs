namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Layer normalisation of the channels of each position alone (Ba et al. 2016, arXiv:1607.06450), as ConvNeXt and Swin have it between
/// feature maps (torchvision's LayerNorm2d): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, mean and variance over the
/// channels. Inputs: x [N, C, ...], scale [C], shift [C].
/// </summary>
/// <remarks>
/// ONNX has no such operator: exporters write a Transpose to [N, ..., C], a LayerNormalization and a Transpose back. Here feature maps are
/// NHWC inside, so that the channels of a position are neighbours as they are.
/// </remarks>
internal sealed partial record ChannelNormalization(float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override string Name => nameof(LayerNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int channels = input.Rank >= 2 ? input[1] : throw new ArgumentException($"{Name}: expects channels, but is given {input}.");
        foreach (Shape parameter in inputs[1..])
        {
            if (parameter.Count != channels)
                throw new ArgumentException($"{Name}: the input has {channels} channels ({input}), but a parameter has shape {parameter}.");
        }

        return input;
    }
}
