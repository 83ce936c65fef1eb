using System.Numerics;

namespace NetInsight.Imaging.Resampling;

/// <summary>The separable Gaussian blur of <see cref="RgbImage.GaussianBlur"/>.</summary>
/// <remarks>
/// Along a row the same channel of a neighbour d lies 3 d values away, along a column 3 * width * d: so both passes are sums of
/// shifted spans. Each sum runs in one order with separate products, so every vector width gives the same bits.
/// </remarks>
internal static class GaussianFilter
{
    public static RgbImage Apply(RgbImage image, double sigma)
    {
        float[] weights = Weights(sigma);
        int radius = weights.Length / 2, stride = 3 * image.Width;
        float[] between = new float[stride * image.Height];
        float[] padded = new float[stride + 6 * radius];
        for (int y = 0; y < image.Height; y++)
        {
            Pad(image.Row(y), radius, padded);
            Span<float> row = between.AsSpan(stride * y, stride);
            for (int k = 0; k < weights.Length; k++)
                Accumulate(padded.AsSpan(3 * k, stride), weights[k], row);
        }

        byte[] pixels = new byte[stride * image.Height];
        float[] sum = new float[stride];
        for (int y = 0; y < image.Height; y++)
        {
            Array.Clear(sum);
            for (int k = 0; k < weights.Length; k++)
                Accumulate(between.AsSpan(stride * Reflected(y + k - radius, image.Height), stride), weights[k], sum);
            for (int at = 0; at < stride; at++)
                pixels[stride * y + at] = (byte)Math.Clamp(MathF.Round(sum[at]), 0, 255);
        }

        return new RgbImage(pixels, image.Height, image.Width);
    }

    private static float[] Weights(double sigma)
    {
        int radius = (int)(4 * sigma + 0.5);
        double[] exact = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-0.5 * d * d / (sigma * sigma)))];
        double sum = exact.Sum();
        return [.. exact.Select(weight => (float)(weight / sum))];
    }

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

    /// <summary>c b a | a b c | c b a, repeated without end.</summary>
    private static int Reflected(int index, int size)
    {
        int period = 2 * size;
        index %= period;
        if (index < 0)
            index += period;
        return index < size ? index : period - 1 - index;
    }

    private static void Accumulate(ReadOnlySpan<float> values, float weight, Span<float> sum)
    {
        int at = 0;
        for (; at <= sum.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(sum[at..]) + new Vector<float>(values[at..]) * weight).CopyTo(sum[at..]);
        for (; at < sum.Length; at++)
            sum[at] += values[at] * weight;
    }
}
