using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>How faithful a map is to the space that it shows.</summary>
public static class Metrics
{
    /// <summary>
    /// How far the neighbours on a map are neighbours in the space (Venna and Kaski 2001): 1 - 2 / (n k (2n - 3k - 1)) * sum over i and over the k nearest j of i on
    /// the map of max(0, r(i, j) - k), r being j's place among all points by distance from i in the space. 1 is perfect, 0.5 about chance.
    /// </summary>
    /// <param name="points">The space, points x numbers.</param>
    /// <param name="map">The map, points x numbers.</param>
    /// <param name="neighbors">k, below half of the number of points.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <remarks>Distances are Euclidean; equal ones are ordered by index. As in scikit-learn.</remarks>
    /// <exception cref="ArgumentException">The matrices have different numbers of rows or hold numbers that are not finite, or k is out of range.</exception>
    public static double Trustworthiness(Tensor points, Tensor map, int neighbors = 12, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 3);
        PointMatrix.Check(map, nameof(map), 3);
        int count = points.Shape[0];
        PointMatrix.CheckCount(map.Shape[0], count, "points on the map", nameof(map));
        if (neighbors < 1 || 2 * neighbors >= count)
            throw new ArgumentOutOfRangeException(nameof(neighbors), neighbors, $"With {count} points there must be 1 to {(count - 1) / 2} neighbours.");

        NearestNeighborTable near = NearestNeighbors.Compute(map, neighbors, cancellationToken: cancellationToken);
        CpuDevice device = new(Environment.ProcessorCount, cancellation: cancellationToken);
        long[] excess = new long[count];
        device.ForRanges(count, (long)count * points.Shape[1], (start, end) =>
        {
            float[] distances = new float[count];
            for (int i = start; i < end; i++)
                excess[i] = Excess(points, i, near.Indices(i), distances);
        });
        double k = neighbors, n = count;
        return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * excess.Sum();
    }

    /// <summary>
    /// The divergence that <see cref="TSne"/> minimises, of any map: sum of p ln(p / q) in nats, with the p of its nearest neighbours for a perplexity.
    /// </summary>
    /// <param name="points">The space, points x numbers.</param>
    /// <param name="map">The map, points x 2.</param>
    /// <param name="perplexity">As in <see cref="TSneOptions.Perplexity"/>.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">The matrices do not fit each other, hold numbers that are not finite, or have too few rows for the perplexity.</exception>
    public static double KlDivergence(Tensor points, Tensor map, double perplexity = 30, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 4);
        PointMatrix.CheckPlane(map, nameof(map));
        PointMatrix.CheckCount(map.Shape[0], points.Shape[0], "points on the map", nameof(map));
        CpuDevice device = new(Environment.ProcessorCount, cancellation: cancellationToken);
        SparseAttraction attraction = Affinities.Compute(device, points, perplexity, cancellationToken);
        return new TSneDescent(device, attraction, new ExactRepulsion(map.Shape[0]), map).Divergence();
    }

    /// <summary>The sum over the neighbours of max(0, place - k).</summary>
    private static long Excess(Tensor points, int i, ReadOnlySpan<int> near, float[] distances)
    {
        for (int j = 0; j < distances.Length; j++)
            distances[j] = NeighborSearch.Distance(PointMatrix.RowOf(points, i), PointMatrix.RowOf(points, j), false);
        long sum = 0;
        foreach (int j in near)
        {
            int place = 1;
            for (int other = 0; other < distances.Length; other++)
            {
                bool isNearer = distances[other] < distances[j] || (distances[other] == distances[j] && other < j);
                place += isNearer && other != i ? 1 : 0;
            }

            sum += Math.Max(0, place - near.Length);
        }

        return sum;
    }
}
