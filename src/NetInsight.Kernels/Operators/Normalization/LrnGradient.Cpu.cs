using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record LrnGradient
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each position
    ///     squares: [zeros below][x_k^2 for each channel][zeros above]
    ///     powers:  d_k by shifted rows of squares; p_k = d_k^-Beta
    ///     terms:   [zeros above][dy_k x_k p_k / d_k for each channel][zeros below]
    ///     sums:    shifted rows of terms; dx = dy p - 2 Beta Alpha / Size x sum
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor source, Tensor gradient) = (x[0], x[1]);
        int channels = FeatureMap.OfNhwc(source.Shape).Channels;
        int below = Math.Min((Lrn.Size - 1) / 2, channels), above = Math.Min(Lrn.Size / 2, channels);      // beyond them only zeros
        float scale = Lrn.Alpha / Lrn.Size;
        device.ForRanges(y.Count / Math.Max(channels, 1), channels * (2L * (below + above) + 20), (start, end) =>
        {
            float[] squares = new float[below + channels + above], terms = new float[below + channels + above];
            float[] powers = new float[channels];
            for (int position = start; position < end; position++)
            {
                ReadOnlySpan<float> values = source.AsSpan().Slice(position * channels, channels);
                ReadOnlySpan<float> incoming = gradient.AsSpan().Slice(position * channels, channels);
                Span<float> result = y.AsSpan().Slice(position * channels, channels);

                // Squares.
                TensorPrimitives.Multiply(values, values, squares.AsSpan(below, channels));

                // Powers and terms.
                squares.AsSpan(0, channels).CopyTo(result);
                for (int k = 1; k <= below + above; k++)
                    TensorPrimitives.Add(result, squares.AsSpan(k, channels), result);
                for (int k = 0; k < channels; k++)
                {
                    float d = result[k] * scale + Lrn.Bias;
                    powers[k] = Lrn.Beta == 0.75f ? 1 / (MathF.Sqrt(d) * MathF.Sqrt(MathF.Sqrt(d))) : MathF.Pow(d, -Lrn.Beta);
                    terms[above + k] = incoming[k] * values[k] * powers[k] / d;
                }

                // Sums.
                terms.AsSpan(0, channels).CopyTo(result);
                for (int k = 1; k <= below + above; k++)
                    TensorPrimitives.Add(result, terms.AsSpan(k, channels), result);
                for (int k = 0; k < channels; k++)
                    result[k] = incoming[k] * powers[k] - 2 * Lrn.Beta * scale * values[k] * result[k];
            }
        });
    }
}
