namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// A mixture of Gaussians in which every colour belongs to one component, as GrabCut has it (Rother, Kolmogorov and Blake 2004).
/// </summary>
internal sealed class ColorMixture
{
    private readonly ColorComponent[] _components;

    private ColorMixture(ReadOnlySpan<ColorSums> sums)
    {
        long all = 0;
        foreach (ref readonly ColorSums part in sums)
            all += part.Count;
        List<ColorComponent> components = [];
        foreach (ref readonly ColorSums part in sums)
        {
            if (part.Count > 0)
                components.Add(new ColorComponent(part, all));
        }

        _components = [.. components];
    }

    /// <summary>The number of components: as many as were asked for, or as there are different colours.</summary>
    public int Count => _components.Length;

    /// <summary>
    /// The mixture of some pixels: clusters by binary splitting (<see cref="ColorClusters"/>), then pixels move to the component of the
    /// least cost, and components are learned again, <paramref name="rounds"/> times.
    /// </summary>
    /// <param name="pixels">Red, green and blue of the pixels.</param>
    /// <param name="components">The most components.</param>
    /// <param name="rounds">How often components are learned after the first time.</param>
    /// <param name="cancellation">Stops.</param>
    public static ColorMixture Of(ReadOnlySpan<byte> pixels, int components, int rounds, CancellationToken cancellation)
    {
        ColorMixture mixture = new(ColorClusters.Of(pixels, components, cancellation));
        ColorSums[] sums = new ColorSums[components];
        for (int round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(sums);
            for (int at = 0; at < pixels.Length; at += 3)
            {
                _ = mixture.CostOf(pixels[at], pixels[at + 1], pixels[at + 2], out int component);
                sums[component].Add(pixels[at], pixels[at + 1], pixels[at + 2]);
            }

            mixture = new ColorMixture(sums);
        }

        return mixture;
    }

    /// <summary>The mixture of sums that were collected by component; components without a colour are left out.</summary>
    public static ColorMixture Of(ReadOnlySpan<ColorSums> sums) => new(sums);

    /// <summary>The cost of a colour in the component where it is least, the first one of several.</summary>
    public double CostOf(int red, int green, int blue, out int component)
    {
        double least = double.PositiveInfinity;
        component = 0;
        for (int index = 0; index < _components.Length; index++)
        {
            double cost = _components[index].CostOf(red, green, blue);
            if (cost < least)
                (least, component) = (cost, index);
        }

        return least;
    }
}
