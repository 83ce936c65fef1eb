using NetInsight.Segmentation.Cutting;

namespace NetInsight.Segmentation;

/// <summary>What a map says about the pixels of an image: examples of the object and of what is around it.</summary>
/// <param name="Seeds">What is known of each pixel.</param>
/// <param name="Foreground">The evidence from which on pixels are examples of the object.</param>
/// <param name="Background">The evidence up to which pixels are examples of what is around it.</param>
/// <param name="Uncovered">The number of pixels without a value.</param>
internal sealed record SaliencyEvidence(PixelSeed[] Seeds, float Foreground, float Background, int Uncovered)
{
    /// <summary>
    /// Examples by quantiles of max(value - neutral, 0) over all pixels that the map covers with a finite value; the others are unknown.
    /// </summary>
    /// <exception cref="InvalidOperationException">No pixel has more evidence than the background's quantile.</exception>
    public static SaliencyEvidence Of(float[] values, double neutral, SaliencySegmentationOptions options)
    {
        float[] evidence = [.. values.Select(value => float.IsFinite(value) ? Math.Max((float)(value - neutral), 0) : float.NaN)];
        float[] sorted = [.. evidence.Where(value => !float.IsNaN(value))];
        if (sorted.Length == 0)
            throw new InvalidOperationException("The map has no finite value over this image.");
        Array.Sort(sorted);
        float high = Quantile(sorted, options.ForegroundQuantile), low = Quantile(sorted, options.BackgroundQuantile);
        if (high <= low && sorted[^1] > low)
            high = sorted.First(value => value > low);          // most of the map is one value: what rises above it is the object
        PixelSeed[] seeds =
        [
            .. evidence.Select(value => float.IsNaN(value) ? PixelSeed.None
                : value > low && value >= high ? PixelSeed.Foreground
                : value <= low ? PixelSeed.Background
                : PixelSeed.None),
        ];
        return seeds.Contains(PixelSeed.Foreground)
            ? new SaliencyEvidence(seeds, high, low, evidence.Length - sorted.Length)
            : throw new InvalidOperationException(
                "The map names no object: so many values are equal to the largest that the background's quantile is the largest too.");
    }

    /// <summary>The quantile of sorted values, interpolated between two of them (as NumPy's default).</summary>
    private static float Quantile(float[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        float value = sorted[below];
        return below + 1 < sorted.Length ? (float)(value + (position - below) * (sorted[below + 1] - value)) : value;
    }
}
