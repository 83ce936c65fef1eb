namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// Clusters of colours by binary splitting (Orchard and Bouman 1991, "Color Quantization of Images"): the cluster whose colours vary most
/// along one direction, by their sum of squares, is split across it at its mean. There is nothing random in it.
/// </summary>
internal static class ColorClusters
{
    /// <summary>The sums of at most <paramref name="most"/> clusters; fewer where there are fewer colours.</summary>
    public static ColorSums[] Of(ReadOnlySpan<byte> pixels, int most, CancellationToken cancellation)
    {
        byte[] clusters = new byte[pixels.Length / 3];
        List<ColorSums> sums = [SumsOf(pixels, clusters, 0)];
        while (sums.Count < most)
        {
            cancellation.ThrowIfCancellationRequested();
            (int widest, double largest, ColorVector direction) = (0, 0, default);
            for (int cluster = 0; cluster < sums.Count; cluster++)
            {
                (ColorVector along, double variance) = sums[cluster].Covariance.Principal();
                if (variance * sums[cluster].Count > largest)
                    (widest, largest, direction) = (cluster, variance * sums[cluster].Count, along);
            }

            if (!Split(pixels, clusters, widest, sums, direction))
                break;
        }

        return [.. sums];
    }

    /// <summary>What lies beyond the mean becomes a new cluster; false where nothing does.</summary>
    private static bool Split(ReadOnlySpan<byte> pixels, byte[] clusters, int cluster, List<ColorSums> sums, ColorVector direction)
    {
        ColorVector mean = sums[cluster].Mean;
        double middle = direction.Dot(mean.Red, mean.Green, mean.Blue);
        byte added = (byte)sums.Count;
        for (int i = 0; i < clusters.Length; i++)
        {
            if (clusters[i] == cluster && direction.Dot(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) > middle)
                clusters[i] = added;
        }

        ColorSums rest = SumsOf(pixels, clusters, cluster), beyond = SumsOf(pixels, clusters, added);
        if (rest.Count == 0 || beyond.Count == 0)
            return false;
        sums[cluster] = rest;
        sums.Add(beyond);
        return true;
    }

    private static ColorSums SumsOf(ReadOnlySpan<byte> pixels, byte[] clusters, int cluster)
    {
        ColorSums sums = default;
        for (int i = 0; i < clusters.Length; i++)
        {
            if (clusters[i] == cluster)
                sums.Add(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
        }

        return sums;
    }
}
