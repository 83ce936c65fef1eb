using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record Lrn
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each position
    ///     squares: [zeros below][x_c^2 for each channel][zeros above]
    ///     sum:     over neighbouring channels, as the sum of shifted rows of squares
    ///     divide:  y = x / (Bias + Alpha / Size * sum)^Beta
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int channels = FeatureMap.OfNhwc(source.Shape).Channels;
        int below = Math.Min((Size - 1) / 2, channels), above = Math.Min(Size / 2, channels);      // beyond them only zeros
        device.ForRanges(y.Count / Math.Max(channels, 1), channels * (below + above + 5L), (start, end) =>
        {
            Span<float> squares = new float[below + channels + above];
            for (int position = start; position < end; position++)
            {
                ReadOnlySpan<float> values = source.AsSpan().Slice(position * channels, channels);
                Span<float> result = y.AsSpan().Slice(position * channels, channels);

                // Squares.
                TensorPrimitives.Multiply(values, values, squares.Slice(below, channels));

                // Sum, then divide.
                squares[..channels].CopyTo(result);
                for (int k = 1; k <= below + above; k++)
                    TensorPrimitives.Add(result, squares.Slice(k, channels), result);
                Divide(values, result);
            }
        });
    }

    /// <summary>From sums of squares in y to results: y = x / (Bias + Alpha / Size * sum)^Beta.</summary>
    private void Divide(ReadOnlySpan<float> x, Span<float> y)
    {
        float scale = Alpha / Size;
        int done = 0;

        // Vectors: one channel in each lane.
        if (Beta == 0.75f)                          // the published value: d^(3/4) = sqrt(d) * sqrt(sqrt(d)), which is vectorised
        {
            ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(x);
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(y);
            for (int i = 0; i < values.Length; i++)
            {
                Vector<float> root = Vector.SquareRoot(results[i] * scale + new Vector<float>(Bias));
                results[i] = values[i] / (root * Vector.SquareRoot(root));
            }

            done = values.Length * Vector<float>.Count;
        }

        // Remainder, or every channel for another Beta: the scalar equivalent.
        for (int i = done; i < x.Length; i++)
        {
            float d = y[i] * scale + Bias;
            y[i] = x[i] / (Beta == 0.75f ? MathF.Sqrt(d) * MathF.Sqrt(MathF.Sqrt(d)) : MathF.Pow(d, Beta));
        }
    }
}
