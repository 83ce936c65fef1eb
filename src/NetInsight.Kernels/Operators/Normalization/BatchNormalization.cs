namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Batch normalisation of a trained network: y = scale * (x - mean) / sqrt(variance + Epsilon) + shift, for each channel (Ioffe and
/// Szegedy 2015, arXiv:1502.03167). Inputs: x, scale, shift, mean, variance.
/// </summary>
internal sealed partial record BatchNormalization(float Epsilon = 1e-5f) : Operator, IReducesToAffine
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

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

    /// <inheritdoc/>
    public ChannelAffine? AffineOf(ReadOnlySpan<Tensor?> inputs)
    {
        foreach (Tensor? parameter in inputs[1..])
        {
            if (parameter is null)
                return null;
        }

        return AsAffine(inputs[1..]!);
    }

    /// <summary>
    /// The same as y = gain * x + offset: gain = scale / sqrt(variance + Epsilon), offset = shift - mean * gain, in doubles.
    /// </summary>
    /// <param name="parameters">Scale, shift, mean, variance.</param>
    public ChannelAffine AsAffine(ReadOnlySpan<Tensor> parameters)
    {
        ReadOnlySpan<float> scale = parameters[0].AsSpan(), shift = parameters[1].AsSpan();
        ReadOnlySpan<float> mean = parameters[2].AsSpan(), variance = parameters[3].AsSpan();
        float[] gain = new float[scale.Length], offset = new float[scale.Length];
        for (int c = 0; c < gain.Length; c++)
        {
            double exact = scale[c] / Math.Sqrt((double)variance[c] + Epsilon);
            gain[c] = (float)exact;
            offset[c] = (float)(shift[c] - mean[c] * exact);
        }

        return new ChannelAffine(gain, offset);
    }
}
