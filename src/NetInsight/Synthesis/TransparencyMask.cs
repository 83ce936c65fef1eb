namespace NetInsight.Synthesis;

/// <summary>
/// How much each pixel mattered in the course of an optimisation: the magnitude of the objective's gradient, summed over channels and steps
/// (MaCo, Fel et al. 2023).
/// </summary>
internal sealed class TransparencyMask(int height, int width)
{
    private readonly double[] _sums = new double[height * width];
    private int _steps;

    /// <summary>Whether the gradient was 0 everywhere at every step, of which there was at least one.</summary>
    public bool IsZero => _steps > 0 && Array.TrueForAll(_sums, sum => sum == 0);

    /// <summary>The magnitudes of one step's gradient, [channels, height, width], summed over channels.</summary>
    public static float[] Magnitudes(ReadOnlySpan<float> gradient, int positions)
    {
        float[] sums = new float[positions];
        for (int start = 0; start < gradient.Length; start += positions)
        {
            for (int i = 0; i < positions; i++)
                sums[i] += Math.Abs(gradient[start + i]);
        }

        return sums;
    }

    /// <summary>Adds a step.</summary>
    public void Add(float[] magnitudes)
    {
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += magnitudes[i];
        _steps++;
    }

    /// <summary>The sums.</summary>
    public Heatmap ToHeatmap() => new(
        height,
        width,
        [.. _sums.Select(sum => (float)sum)],
        $"Magnitude of the objective's gradient with respect to the image, summed over channels and {_steps} steps. Bright: pixels on "
            + "which the objective depended most; 0 and dark: not at all. Unit: the objective's for each unit of the preprocessed input.",
        Colormap.Inferno,
        new ColorScale(0, Math.Max(_sums.Max(), double.Epsilon)));

    /// <summary>An image over a ground, opaque where the mask has at least the value of a quantile, in proportion below it.</summary>
    public static RgbImage Blend(RgbImage image, Heatmap mask, double quantile, RgbColor ground)
    {
        float[] sorted = mask.Values.ToArray();
        Array.Sort(sorted);
        float full = sorted[(int)Math.Round(quantile * (sorted.Length - 1))];
        byte[] pixels = image.Pixels.ToArray();
        ReadOnlySpan<byte> below = [ground.R, ground.G, ground.B];
        for (int i = 0; i < pixels.Length; i++)
        {
            double opacity = full > 0 ? Math.Min(mask.Values[i / 3] / full, 1) : mask.Values[i / 3] > 0 ? 1 : 0;
            pixels[i] = (byte)Math.Round(opacity * pixels[i] + (1 - opacity) * below[i % 3]);
        }

        return new RgbImage(pixels, image.Height, image.Width);
    }
}
