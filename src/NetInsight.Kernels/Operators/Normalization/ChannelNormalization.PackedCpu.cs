using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>A <see cref="ChannelNormalization"/> of known parameters on the CPU.</summary>
internal sealed record ChannelNormalizationPackedCpu(Tensor Scale, Tensor Shift, float Epsilon) : CpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(LayerNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each position, in parallel        channels, contiguous
    ///     moments: mean and inverse deviation, in double precision
    ///     store:   y_c = (x_c - mean) * inverse deviation * scale_c + shift_c, rounded once
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int channels = Scale.Count;
        device.ForRanges(y.Count / Math.Max(channels, 1), channels, (start, end) =>
        {
            ReadOnlySpan<float> scale = Scale.AsSpan(), shift = Shift.AsSpan();
            for (int position = start; position < end; position++)
            {
                ReadOnlySpan<float> from = source.AsSpan().Slice(position * channels, channels);
                Span<float> to = y.AsSpan().Slice(position * channels, channels);

                // Moments.
                Moments moments = Moments.Of(from);
                double inverse = moments.InverseDeviation(Epsilon);

                // Store.
                for (int c = 0; c < to.Length; c++)
                    to[c] = (float)((from[c] - moments.Mean) * inverse * scale[c] + shift[c]);
            }
        });
    }
}
