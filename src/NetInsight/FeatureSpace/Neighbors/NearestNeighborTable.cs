using System.Collections.Immutable;

namespace NetInsight;

/// <summary>The nearest points of each query, [queries, neighbours], nearest first. Immutable.</summary>
public sealed partial class NearestNeighborTable
{
    private readonly int[] _indices;
    private readonly float[] _distances;

    internal NearestNeighborTable(
        int queries,
        int points,
        int count,
        NeighborMetric metric,
        int[] indices,
        float[] distances,
        ImmutableArray<string>? ids = null)
    {
        (QueryCount, PointCount, Count, Metric, Ids) = (queries, points, count, metric, ids);
        (_indices, _distances) = (indices, distances);
    }

    /// <summary>The number of queries.</summary>
    public int QueryCount { get; }

    /// <summary>The number of points among which neighbours were searched.</summary>
    public int PointCount { get; }

    /// <summary>The points' names, those of their images; null where none are known.</summary>
    public ImmutableArray<string>? Ids { get; }

    /// <summary>The number of neighbours of each query.</summary>
    public int Count { get; }

    /// <summary>The metric of the distances.</summary>
    public NeighborMetric Metric { get; }

    /// <summary>A neighbour of a query.</summary>
    /// <param name="query">Index of the query, from 0.</param>
    /// <param name="rank">0 for the nearest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query or rank.</exception>
    public Neighbor this[int query, int rank]
    {
        get
        {
            CheckQuery(query);
            if ((uint)rank >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(rank), rank, $"There are {Count} neighbours, 0 to {Count - 1}.");
            return new Neighbor(_indices[query * Count + rank], _distances[query * Count + rank]);
        }
    }

    /// <summary>The neighbours of a query as indices of points, nearest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<int> Indices(int query)
    {
        CheckQuery(query);
        return _indices.AsSpan(query * Count, Count);
    }

    /// <summary>The distances of a query's neighbours, nearest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such query.</exception>
    public ReadOnlySpan<float> Distances(int query)
    {
        CheckQuery(query);
        return _distances.AsSpan(query * Count, Count);
    }

    /// <summary>
    /// The fraction of the first <paramref name="count"/> neighbours of a query that are also among its first in another table, from 0
    /// to 1.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such query, or a table has fewer neighbours.</exception>
    public double Overlap(NearestNeighborTable other, int query, int count)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (count < 1 || count > Math.Min(Count, other.Count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The tables have {Count} and {other.Count} neighbours for each query.");
        }

        int shared = 0;
        foreach (int index in Indices(query)[..count])
            shared += other.Indices(query)[..count].Contains(index) ? 1 : 0;
        return (double)shared / count;
    }

    /// <summary>
    /// The mean of <see cref="Overlap(NearestNeighborTable, int, int)"/> over all queries: how far two spaces have the same neighbourhoods,
    /// from 0 to 1.
    /// </summary>
    /// <exception cref="ArgumentException">Numbers of queries differ, or a table has fewer neighbours.</exception>
    public double Overlap(NearestNeighborTable other, int count)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.QueryCount != QueryCount || QueryCount == 0)
        {
            throw new ArgumentException(
                $"The tables have {QueryCount} and {other.QueryCount} queries; the same number, at least one, is expected.", nameof(other));
        }

        double sum = 0;
        for (int query = 0; query < QueryCount; query++)
            sum += Overlap(other, query, count);
        return sum / QueryCount;
    }

    /// <summary>The fraction of all neighbours with the label of their query, from 0 to 1.</summary>
    /// <param name="queryLabels">One label for each query.</param>
    /// <param name="labels">One label for each point.</param>
    /// <exception cref="ArgumentException">There is not one label for each query and each point.</exception>
    public double LabelAgreement(IReadOnlyList<string> queryLabels, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(queryLabels);
        ArgumentNullException.ThrowIfNull(labels);
        if (queryLabels.Count != QueryCount || QueryCount == 0)
            throw new ArgumentException($"There are {QueryCount} queries, but {queryLabels.Count} labels.", nameof(queryLabels));
        long same = 0;
        for (int i = 0; i < _indices.Length; i++)
        {
            if (_indices[i] >= labels.Count)
                throw new ArgumentException($"There is no label for point {_indices[i]}: {labels.Count} are given.", nameof(labels));
            same += queryLabels[i / Count] == labels[_indices[i]] ? 1 : 0;
        }

        return (double)same / _indices.Length;
    }

    private void CheckQuery(int query)
    {
        if ((uint)query >= (uint)QueryCount)
            throw new ArgumentOutOfRangeException(nameof(query), query, $"There are {QueryCount} queries.");
    }
}
