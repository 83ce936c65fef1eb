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
    /// One place at a time: squares of its channels lie between zeros, so that the sum over neighbours is a sum of shifted rows.
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int channels = FeatureMap.OfNhwc(source.Shape).Channels;
        int below = Math.Min((Size - 1) / 2, channels), above = Math.Min(Size / 2, channels);      // beyond all channels there is nothing to add
        device.ForRanges(y.Count / Math.Max(channels, 1), channels * (below + above + 5L), (start, end) =>
        {
            Span<float> squares = new float[below + channels + above];
            for (int place = start; place < end; place++)
            {
                ReadOnlySpan<float> values = source.AsSpan().Slice(place * channels, channels);
                Span<float> result = y.AsSpan().Slice(place * channels, channels);
                TensorPrimitives.Multiply(values, values, squares.Slice(below, channels));
                squares[..channels].CopyTo(result);
                for (int k = 1; k <= below + above; k++)
                    TensorPrimitives.Add(result, squares.Slice(k, channels), result);
                Divide(values, result);
            }
        });
    }

    /// <summary>Turns sums of squares into results: y = x / (Bias + Alpha / Size * sum)^Beta.</summary>
    private void Divide(ReadOnlySpan<float> x, Span<float> y)
    {
        float scale = Alpha / Size;
        int done = 0;
        if (Beta == 0.75f)                          // the published value: d^(3/4) = sqrt(d) * sqrt(sqrt(d)), which vectors can do
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

        for (int i = done; i < x.Length; i++)
        {
            float d = y[i] * scale + Bias;
            y[i] = x[i] / (Beta == 0.75f ? MathF.Sqrt(d) * MathF.Sqrt(MathF.Sqrt(d)) : MathF.Pow(d, Beta));
        }
    }
}
