using NetInsight.Imaging.Heatmaps;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Reports.Comparisons;

/// <summary>Maps that know nothing of the network, which every faithful map must beat.</summary>
internal static class ControlMaps
{
    /// <summary>The names, as they stand on the page.</summary>
    public const string Pixels = "random pixels", Regions = "random regions", Centre = "centre";

    /// <summary>Cells along each side of the random regions, as many as RISE's masks have.</summary>
    private const int Cells = 7;

    /// <summary>Maps whose neighbouring pixels differ by more than this share of what unrelated ones would are as fine as pixels.</summary>
    private const double FineShare = 0.05;

    /// <summary>How many there are.</summary>
    public const int Count = 3;

    /// <summary>All of them, in the order of the page.</summary>
    public static IEnumerable<(string Name, Heatmap Map)> Of(int height, int width, ulong seed)
    {
        yield return (Pixels, new Heatmap(height, width, Random(height * width, new Pcg32(seed, 1)), "A random value for each pixel."));
        float[] cells = Random(Cells * Cells, new Pcg32(seed, 2));
        yield return (Regions, new Heatmap(
            height, width, BilinearMap.Resample(cells, Cells, Cells, height, width),
            $"Random values on a grid of {Cells} x {Cells}, enlarged bilinearly."));
        float[] centre = new float[height * width];
        for (int i = 0; i < centre.Length; i++)
        {
            double down = (i / width + 0.5) / height - 0.5, right = (i % width + 0.5) / width - 0.5;
            centre[i] = (float)-(down * down + right * right);
        }

        yield return (Centre, new Heatmap(height, width, centre, "The nearer to the image's centre, the larger."));
    }

    /// <summary>
    /// The random control whose grain is a map's own. Replacing single pixels all over an image makes noise that networks do not know, and
    /// lowers any score faster than replacing a region: a fine map is compared with fine noise, a coarse one with coarse.
    /// </summary>
    public static string RandomLike(Heatmap map) => RoughnessOf(map) > FineShare ? Pixels : Regions;

    /// <summary>
    /// Mean square of the differences of horizontal neighbours over twice the variance (von Neumann's ratio, halved): about 1 for unrelated
    /// pixels, 0 for smooth maps.
    /// </summary>
    internal static double RoughnessOf(Heatmap map)
    {
        double sum = 0, squares = 0, steps = 0;
        int count = 0, pairs = 0;
        ReadOnlySpan<float> values = map.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                continue;
            (sum, squares, count) = (sum + values[i], squares + (double)values[i] * values[i], count + 1);
            if (i % map.Width == 0 || !float.IsFinite(values[i - 1]))
                continue;
            double step = (double)values[i] - values[i - 1];
            (steps, pairs) = (steps + step * step, pairs + 1);
        }

        double variance = count == 0 ? 0 : squares / count - sum / count * (sum / count);
        return variance > 0 && pairs > 0 ? steps / pairs / (2 * variance) : 0;
    }

    private static float[] Random(int count, Pcg32 random)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)random.NextUnit();
        return values;
    }
}
