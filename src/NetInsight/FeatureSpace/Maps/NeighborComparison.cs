using NetInsight.FeatureSpace;

namespace NetInsight;

/// <summary>
/// Nearest neighbours in two spaces: for a few images, those nearest in a network's features (Krizhevsky et al. 2012, figure 4, right)
/// and, below, those nearest in raw pixels.
/// </summary>
public static class NeighborComparison
{
    /// <summary>Finds the neighbours of some images of a set in two tables of the set; no image is its own neighbour.</summary>
    /// <param name="features">Features of all images.</param>
    /// <param name="pixels">Pixels, or other features, of the same images in the same order.</param>
    /// <param name="queries">Indices of the images whose neighbours are found; at least one.</param>
    /// <param name="options">Number of neighbours and metric.</param>
    /// <param name="progress">Reports the queries done, over both tables.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// The tables have different numbers or names of images, there is no such image, or there are too few others.
    /// </exception>
    public static NeighborComparisonGrid Compute(
        FeatureTable features,
        FeatureTable pixels,
        IReadOnlyList<int> queries,
        NeighborComparisonOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(queries);
        options ??= NeighborComparisonOptions.Default;
        PointMatrix.CheckCount(pixels.Count, features.Count, "rows of pixels", nameof(pixels));
        PointMatrix.CheckSame(features.Ids, pixels.Ids, "rows of pixels", nameof(pixels));
        if (queries.Count == 0)
            throw new ArgumentException("There is no query.", nameof(queries));
        foreach (int query in queries)
        {
            if ((uint)query >= (uint)features.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(queries), query, $"There are {features.Count} images, 0 to {features.Count - 1}.");
            }
        }

        if (options.Count >= features.Count)
        {
            throw new ArgumentException(
                $"{options.Count} neighbours are requested, but each of {features.Count} images has {features.Count - 1}.",
                nameof(options));
        }

        ProgressReport report = new(progress, 2 * queries.Count);
        NearestNeighborTable inFeatures = Find(features, queries, options, cancellationToken);
        report.Add(queries.Count);
        NearestNeighborTable inPixels = Find(pixels, queries, options, cancellationToken);
        report.Add(queries.Count);
        return new NeighborComparisonGrid([.. queries], features, pixels, inFeatures, inPixels);
    }

    /// <summary>
    /// Searches for one neighbour more than requested and drops the query itself, or the last where others at distance 0 displace it.
    /// </summary>
    private static NearestNeighborTable Find(
        FeatureTable table, IReadOnlyList<int> queries, NeighborComparisonOptions options, CancellationToken cancellation)
    {
        Tensor rows = Tensor.Uninitialized(new Shape(queries.Count, table.Width));
        for (int i = 0; i < queries.Count; i++)
            table[queries[i]].CopyTo(PointMatrix.RowOf(rows, i));
        NearestNeighborTable found = NearestNeighbors.Compute(rows, table.Values, options.Count + 1, options.Neighbors, null, cancellation);
        int[] indices = new int[queries.Count * options.Count];
        float[] distances = new float[indices.Length];
        for (int i = 0; i < queries.Count; i++)
        {
            int at = i * options.Count, end = at + options.Count;
            for (int rank = 0; at < end; rank++)
            {
                if (found[i, rank].Index != queries[i])
                    (indices[at], distances[at++]) = found[i, rank];
            }
        }

        return new NearestNeighborTable(queries.Count, table.Count, options.Count, found.Metric, indices, distances, table.Ids);
    }
}
