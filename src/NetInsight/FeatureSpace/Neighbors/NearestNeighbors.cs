using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetInsight.FeatureSpace;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// The exact nearest points of each of many queries: which images are similar in a network's features, or in raw pixels (Krizhevsky et al.
/// 2012, section 6.1, for the features of the last layers).
/// </summary>
/// <remarks>
/// Distances are those of the definition in doubles, rounded once; equal distances are ordered by index. The result has the same bits with
/// any number of threads.
/// </remarks>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads differ in their required parameters.")]
public static class NearestNeighbors
{
    /// <summary>Finds the nearest points of every point among the others; no point is its own neighbour.</summary>
    /// <param name="points">[points, features].</param>
    /// <param name="count">Neighbours of each point, from 1 to the number of other points.</param>
    /// <param name="options">Metric and threads.</param>
    /// <param name="progress">Reports the points done, from one thread at a time.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">It is no matrix, holds values that are not finite, or has too few rows.</exception>
    public static NearestNeighborTable Compute(
        Tensor points,
        int count,
        NearestNeighborsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points));
        return Compute(points, points, count, true, options ?? NearestNeighborsOptions.Default, progress, cancellationToken);
    }

    /// <summary>
    /// Finds the nearest images of every image of a table among the others; no image is its own neighbour. The result has the images'
    /// names.
    /// </summary>
    /// <param name="features">Features of images, such as <see cref="Features"/> computes.</param>
    /// <param name="count">Neighbours of each image, from 1 to the number of other images.</param>
    /// <param name="options">Metric and threads.</param>
    /// <param name="progress">Reports the images done, from one thread at a time.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">The table holds values that are not finite, or has too few rows.</exception>
    public static NearestNeighborTable Compute(
        FeatureTable features,
        int count,
        NearestNeighborsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        PointMatrix.Check(features.Values, nameof(features));
        options ??= NearestNeighborsOptions.Default;
        return Compute(features.Values, features.Values, count, true, options, progress, cancellationToken, features.Ids);
    }

    /// <summary>Finds the nearest points of every query.</summary>
    /// <param name="queries">[queries, features].</param>
    /// <param name="points">[points, features].</param>
    /// <param name="count">Neighbours of each query, from 1 to the number of points.</param>
    /// <param name="options">Metric and threads.</param>
    /// <param name="progress">Reports the queries done, from one thread at a time.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// A tensor is no matrix or holds values that are not finite, the numbers of features differ, or there are too few points.
    /// </exception>
    public static NearestNeighborTable Compute(
        Tensor queries,
        Tensor points,
        int count,
        NearestNeighborsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(queries, nameof(queries), 0);
        PointMatrix.Check(points, nameof(points));
        if (queries.Shape[1] != points.Shape[1])
            throw new ArgumentException($"Queries have {queries.Shape[1]} features each, points {points.Shape[1]}.", nameof(queries));
        return Compute(queries, points, count, false, options ?? NearestNeighborsOptions.Default, progress, cancellationToken);
    }

    private static NearestNeighborTable Compute(
        Tensor queries,
        Tensor points,
        int count,
        bool excludesSelf,
        NearestNeighborsOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation,
        ImmutableArray<string>? ids = null)
    {
        int others = points.Shape[0] - (excludesSelf ? 1 : 0);
        if (count < 1 || count > others)
        {
            string beside = excludesSelf ? " beside itself" : "";
            throw new ArgumentOutOfRangeException(
                nameof(count),
                count,
                $"Of {points.Shape[0]} points, each can have 1 to {others} neighbours{beside}, but {count} are requested.");
        }

        int total = queries.Shape[0];
        if ((long)total * count > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{count:N0} neighbours of each of {total:N0} queries are more than an array can hold.");
        }

        int[] indices = new int[total * count];
        float[] distances = new float[indices.Length];
        ProgressReport report = new(progress, total);
        CpuDevice device = new(options.Parallelism, cancellation: cancellation);
        NeighborSearch search = new(device, points, options.Metric == NeighborMetric.Cosine, cancellation);
        search.Find(queries, count, excludesSelf, indices, distances, done =>
        {
            lock (report)
                report.Add(done);
        });
        return new NearestNeighborTable(total, points.Shape[0], count, options.Metric, indices, distances, ids);
    }
}
