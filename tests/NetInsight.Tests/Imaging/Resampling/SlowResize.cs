namespace NetInsight.Tests.Imaging.Resampling;

/// <summary>
/// Reference of the resampling rule, one value at a time: weights of 22 fractional bits, columns first, 8 bits between the passes.
/// </summary>
internal static class SlowResize
{
    public static RgbImage Apply(RgbImage image, int height, int width, Interpolation interpolation)
    {
        byte[] intermediate = new byte[3 * width * image.Height];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < 3 * width; x++)
            {
                intermediate[3 * width * y + x] = Value(
                    image.Width, width, x / 3, interpolation, j => image.Pixels[3 * (image.Width * y + j) + x % 3]);
            }
        }

        byte[] result = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < 3 * width; x++)
                result[3 * width * y + x] = Value(image.Height, height, y, interpolation, j => intermediate[3 * width * j + x]);
        }

        return RgbImage.FromPixels(result, height, width, PixelLayout.Rgb24);
    }

    private static byte Value(int size, int newSize, int i, Interpolation interpolation, Func<int, byte> input)
    {
        if (size == newSize)
            return input(i);
        double scale = (double)size / newSize, spread = Math.Max(scale, 1), centre = (i + 0.5) * scale;
        double radius = spread * (interpolation switch { Interpolation.Bilinear => 1, Interpolation.Bicubic => 2, _ => 3 });
        int first = Math.Max(0, (int)(centre - radius + 0.5)), end = Math.Min(size, (int)(centre + radius + 0.5));
        double[] weights = [.. Enumerable.Range(first, end - first).Select(j => Kernel((j - centre + 0.5) / spread, interpolation))];
        double sum = weights.Sum();
        double total = 1 << 21;
        for (int k = 0; k < weights.Length; k++)
            total += Math.Round(weights[k] / sum * (1 << 22), MidpointRounding.AwayFromZero) * input(first + k);
        return (byte)Math.Clamp(Math.Floor(total / (1 << 22)), 0, 255);
    }

    private static double Kernel(double x, Interpolation interpolation) => (interpolation, Math.Abs(x)) switch
    {
        (Interpolation.Bilinear, var d) => d < 1 ? 1 - d : 0,
        (Interpolation.Bicubic, < 1 and var d) => 1.5 * d * d * d - 2.5 * d * d + 1,
        (Interpolation.Bicubic, < 2 and var d) => -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2,
        (Interpolation.Lanczos, 0) => 1,
        (Interpolation.Lanczos, < 3 and var d) => 3 * Math.Sin(Math.PI * d) * Math.Sin(Math.PI * d / 3) / (Math.PI * Math.PI * d * d),
        _ => 0,
    };
}
