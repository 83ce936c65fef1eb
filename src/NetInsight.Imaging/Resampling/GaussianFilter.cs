using System.Numerics;

namespace NetInsight.Imaging.Resampling;

/// <summary>The separable Gaussian blur of <see cref="RgbImage.GaussianBlur"/>.</summary>
/// <remarks>
/// Along a row the same channel of the pixel at distance d lies 3 d elements away, along a column 3 * width * d: so both passes are sums
/// of shifted spans.
/// <code>
///   1 horizontal   for y in rows:   pad the row by reflection;     horizontal[y, :] = sum over k of weight[k] * padded[3 k ..]
///   2 vertical     for y in rows:   sum = sum over k of weight[k] * horizontal[reflected(y + k - radius), :]
///   3 round        half to even, clamp to 0 .. 255
/// </code>
/// Each sum runs over k in one order, product and addition rounded separately (no FMA), so every vector width gives the same bits.
/// </remarks>
internal static class GaussianFilter
{
    public static RgbImage Apply(RgbImage image, double sigma)
    {
        float[] weights = Weights(sigma);
        int radius = weights.Length / 2, stride = 3 * image.Width;
        float[] horizontal = new float[stride * image.Height];
        float[] padded = new float[stride + 6 * radius];

        // 1 horizontal
        for (int y = 0; y < image.Height; y++)
        {
            Pad(image.Row(y), radius, padded);
            Span<float> row = horizontal.AsSpan(stride * y, stride);
            for (int k = 0; k < weights.Length; k++)
                Accumulate(padded.AsSpan(3 * k, stride), weights[k], row);
        }

        // 2 vertical, 3 round
        byte[] pixels = new byte[stride * image.Height];
        float[] sum = new float[stride];
        for (int y = 0; y < image.Height; y++)
        {
            Array.Clear(sum);
            for (int k = 0; k < weights.Length; k++)
                Accumulate(horizontal.AsSpan(stride * Reflected(y + k - radius, image.Height), stride), weights[k], sum);
            for (int at = 0; at < stride; at++)
                pixels[stride * y + at] = (byte)Math.Clamp(MathF.Round(sum[at]), 0, 255);
        }

        return new RgbImage(pixels, image.Height, image.Width);
    }

    /// <summary>exp(-d^2 / 2 sigma^2) for d = -radius .. radius, normalised to sum 1 in doubles.</summary>
    private static float[] Weights(double sigma)
    {
        int radius = (int)(4 * sigma + 0.5);
        double[] exact = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-0.5 * d * d / (sigma * sigma)))];
        double sum = exact.Sum();
        return [.. exact.Select(weight => (float)(weight / sum))];
    }

    /// <summary>A row as floats, with <paramref name="radius"/> reflected pixels on both sides.</summary>
    private static void Pad(ReadOnlySpan<byte> row, int radius, Span<float> padded)
    {
        int width = row.Length / 3;
        for (int x = 0; x < width + 2 * radius; x++)
        {
            int from = 3 * Reflected(x - radius, width);
            padded[3 * x] = row[from];
            padded[3 * x + 1] = row[from + 1];
            padded[3 * x + 2] = row[from + 2];
        }
    }

    /// <summary>Index of the periodic reflection c b a | a b c | c b a.</summary>
    private static int Reflected(int index, int size)
    {
        int period = 2 * size;
        index %= period;
        if (index < 0)
            index += period;
        return index < size ? index : period - 1 - index;
    }

    /// <summary>sum[i] += values[i] * weight, one lane for each i; the remainder by the scalar equivalent, which rounds alike.</summary>
    private static void Accumulate(ReadOnlySpan<float> values, float weight, Span<float> sum)
    {
        int at = 0;
        for (; at <= sum.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(sum[at..]) + new Vector<float>(values[at..]) * weight).CopyTo(sum[at..]);
        for (; at < sum.Length; at++)
            sum[at] += values[at] * weight;
    }
}
