using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Style;

/// <summary>
/// Keeping the content's colours (Gatys et al. 2016, arXiv:1606.05897). Luminance is Y = 0.299 R + 0.587 G + 0.114 B; a change of Y alone
/// adds the same to all three channels.
/// </summary>
internal static class StyleColorTransfer
{
    /// <summary>Eigenvalues of a covariance below this share of the largest count as 0: there is no such colour to scale.</summary>
    private const double LeastVariance = 1e-6;

    /// <summary>An image in gray: each channel is the luminance.</summary>
    public static RgbImage Gray(RgbImage image) => Map(image, static (_, pixel) => Luminance(pixel), static y => (y, y, y));

    /// <summary>A style in gray whose mean and standard deviation are those of a content.</summary>
    public static RgbImage GrayLike(RgbImage style, RgbImage content)
    {
        (double mean, double deviation) = Moments(style);
        (double wanted, double spread) = Moments(content);
        double factor = deviation > 0 ? spread / deviation : 0;
        return Map(style, (_, pixel) => factor * (Luminance(pixel) - mean) + wanted, static y => (y, y, y));
    }

    /// <summary>A content with the luminance of another image of its size.</summary>
    public static RgbImage WithLuminance(RgbImage content, RgbImage luminance)
    {
        byte[] other = luminance.Pixels.ToArray();
        return Map(
            content,
            (at, pixel) => (Pixel: pixel, Rise: Luminance((other[at], other[at + 1], other[at + 2])) - Luminance(pixel)),
            static change => (change.Pixel.R + change.Rise, change.Pixel.G + change.Rise, change.Pixel.B + change.Rise));
    }

    /// <summary>
    /// A style whose colours have the mean and the covariance of a content's: x' = S_c^(1/2) S_s^(-1/2) (x - m_s) + m_c, both roots
    /// symmetric. Directions in which the style's colours do not vary are left at the content's mean.
    /// </summary>
    public static RgbImage Matched(RgbImage style, RgbImage content)
    {
        (double[] from, double[] own) = Covariance(style);
        (double[] to, double[] wanted) = Covariance(content);
        double[] root = Power(wanted, 0.5), inverse = Power(own, -0.5), map = new double[9];
        for (int i = 0; i < 9; i++)
            map[i] = root[i / 3 * 3] * inverse[i % 3] + root[i / 3 * 3 + 1] * inverse[3 + i % 3] + root[i / 3 * 3 + 2] * inverse[6 + i % 3];
        return Map(
            style,
            (_, pixel) => (R: pixel.R - from[0], G: pixel.G - from[1], B: pixel.B - from[2]),
            x => (Row(0, x), Row(1, x), Row(2, x)));

        double Row(int row, (double R, double G, double B) x) =>
            map[3 * row] * x.R + map[3 * row + 1] * x.G + map[3 * row + 2] * x.B + to[row];
    }

    private static double Luminance((double R, double G, double B) pixel) => 0.299 * pixel.R + 0.587 * pixel.G + 0.114 * pixel.B;

    private static (double Mean, double Deviation) Moments(RgbImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        double sum = 0, squares = 0, count = pixels.Length / 3.0;
        for (int at = 0; at < pixels.Length; at += 3)
        {
            double y = Luminance((pixels[at], pixels[at + 1], pixels[at + 2]));
            (sum, squares) = (sum + y, squares + y * y);
        }

        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(squares / count - mean * mean, 0)));
    }

    /// <summary>The mean colour and the covariance, 3 x 3.</summary>
    private static (double[] Mean, double[] Covariance) Covariance(RgbImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        double[] mean = new double[3], covariance = new double[9];
        double count = pixels.Length / 3.0;
        for (int at = 0; at < pixels.Length; at++)
            mean[at % 3] += pixels[at] / count;
        for (int at = 0; at < pixels.Length; at += 3)
        {
            for (int i = 0; i < 9; i++)
                covariance[i] += (pixels[at + i / 3] - mean[i / 3]) * (pixels[at + i % 3] - mean[i % 3]) / count;
        }

        return (mean, covariance);
    }

    /// <summary>A power of a symmetric matrix, 3 x 3, that is not negative; 0 stays 0.</summary>
    private static double[] Power(double[] matrix, double exponent)
    {
        double[] values = new double[3], vectors = new double[9], result = new double[9];
        SymmetricEigen.Compute(new CpuDevice(1), [.. matrix], 3, 3, values, vectors);
        for (int k = 0; k < 3; k++)
        {
            double power = values[k] > LeastVariance * values[0] ? Math.Pow(values[k], exponent) : 0;
            for (int i = 0; i < 9; i++)
                result[i] += power * vectors[3 * k + i / 3] * vectors[3 * k + i % 3];
        }

        return result;
    }

    private static RgbImage Map<T>(
        RgbImage image,
        Func<int, (double R, double G, double B), T> read,
        Func<T, (double R, double G, double B)> write)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        byte[] mapped = new byte[pixels.Length];
        for (int at = 0; at < mapped.Length; at += 3)
        {
            (double r, double g, double b) = write(read(at, (pixels[at], pixels[at + 1], pixels[at + 2])));
            (mapped[at], mapped[at + 1], mapped[at + 2]) = (Byte(r), Byte(g), Byte(b));
        }

        return new RgbImage(mapped, image.Height, image.Width);

        static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }
}
