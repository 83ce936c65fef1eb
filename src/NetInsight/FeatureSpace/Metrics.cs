using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>How faithfully a map in the plane represents the space of the points.</summary>
public static class Metrics
{
    /// <summary>
    /// Whether neighbours on the map are neighbours in the space (Venna and Kaski 2001):
    /// 1 - 2 / (n k (2n - 3k - 1)) * sum over i and over the k nearest j of i on the map of max(0, r(i, j) - k), where r is the rank of j
    /// among all points by distance from i in the space. 1 is perfect, 0.5 about chance.
    /// </summary>
    /// <param name="points">The space, [points, features].</param>
    /// <param name="map">The map, [points, dimensions].</param>
    /// <param name="neighbors">k; positive and below half of the number of points. Default 12.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <remarks>Distances are Euclidean; equal ones are ordered by index. As in scikit-learn.</remarks>
    /// <exception cref="ArgumentException">
    /// The matrices have different numbers of rows or hold values that are not finite, or k is out of range.
    /// </exception>
    public static double Trustworthiness(Tensor points, Tensor map, int neighbors = 12, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 3);
        PointMatrix.Check(map, nameof(map), 3);
        int count = points.Shape[0];
        PointMatrix.CheckCount(map.Shape[0], count, "points on the map", nameof(map));
        if (neighbors < 1 || 2 * neighbors >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(neighbors), neighbors, $"With {count} points there must be 1 to {(count - 1) / 2} neighbours.");
        }

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
    /// The Kullback-Leibler divergence that <see cref="TSne"/> minimises, for any map: sum of p ln(p / q) in nats, with the affinities p of
    /// the given perplexity.
    /// </summary>
    /// <param name="points">The space, [points, features].</param>
    /// <param name="map">The map, [points, 2].</param>
    /// <param name="perplexity">As <see cref="TSneOptions.Perplexity"/>. Default 30.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// The matrices have different numbers of rows, hold values that are not finite, or have too few rows for the perplexity.
    /// </exception>
    public static double KlDivergence(Tensor points, Tensor map, double perplexity = 30, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 4);
        PointMatrix.CheckPlane(map, nameof(map));
        PointMatrix.CheckCount(map.Shape[0], points.Shape[0], "points on the map", nameof(map));
        CpuDevice device = new(Environment.ProcessorCount, cancellation: cancellationToken);
        SparseAttraction attraction = Affinities.Compute(device, points, perplexity, cancellationToken);
        return new TSneDescent(device, attraction, new ExactRepulsion(map.Shape[0]), map).Divergence();
    }

    /// <summary>The sum over the neighbours on the map of max(0, rank in the space - k).</summary>
    private static long Excess(Tensor points, int i, ReadOnlySpan<int> near, float[] distances)
    {
        for (int j = 0; j < distances.Length; j++)
            distances[j] = NeighborSearch.Distance(PointMatrix.RowOf(points, i), PointMatrix.RowOf(points, j), false);
        long sum = 0;
        foreach (int j in near)
        {
            int rank = 1;
            for (int other = 0; other < distances.Length; other++)
            {
                bool isNearer = distances[other] < distances[j] || (distances[other] == distances[j] && other < j);
                rank += isNearer && other != i ? 1 : 0;
            }

            sum += Math.Max(0, rank - near.Length);
        }

        return sum;
    }
}
