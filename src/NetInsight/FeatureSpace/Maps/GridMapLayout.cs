using System.Collections.Immutable;
using NetInsight.FeatureSpace;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>The assignment of points to the cells of a grid, at most one point a cell. Immutable.</summary>
public sealed partial class GridMapLayout
{
    private readonly int[] _cellOf;
    private readonly int[] _pointAt;

    internal GridMapLayout(int[] cellOf, int rows, int columns, double cost)
    {
        (_cellOf, Rows, Columns, Cost) = (cellOf, rows, columns, cost);
        _pointAt = new int[rows * columns];
        _pointAt.AsSpan().Fill(-1);
        for (int i = 0; i < cellOf.Length; i++)
            _pointAt[cellOf[i]] = i;
    }

    /// <summary>The number of points.</summary>
    public int Count => _cellOf.Length;

    /// <summary>Rows of cells.</summary>
    public int Rows { get; }

    /// <summary>Columns of cells.</summary>
    public int Columns { get; }

    /// <summary>The mean squared distance of points from the centres of their cells, in cells; the minimum over all assignments.</summary>
    public double Cost { get; }

    /// <summary>The cell of a point, counted from the upper left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public (int Row, int Column) CellOf(int point) => (uint)point < (uint)Count
        ? (_cellOf[point] / Columns, _cellOf[point] % Columns)
        : throw new ArgumentOutOfRangeException(nameof(point), point, $"There are {Count} points.");

    /// <summary>The point in a cell; null where the cell is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public int? PointAt(int row, int column)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} rows.");
        if ((uint)column >= (uint)Columns)
            throw new ArgumentOutOfRangeException(nameof(column), column, $"There are {Columns} columns.");
        return _pointAt[row * Columns + column] is >= 0 and int point ? point : null;
    }

    /// <summary>
    /// How well the grid preserves neighbourhoods: the fraction of the <paramref name="neighbors"/> points nearest in the features that are
    /// also among the nearest on the grid; mean over all points, from 0 to 1.
    /// </summary>
    /// <param name="features">The space, [points, features].</param>
    /// <param name="neighbors">Default 8, the cells around one; positive and below the number of points.</param>
    /// <exception cref="ArgumentException">There is not one row for each point, or there are too few points.</exception>
    public double NeighborPreservation(Tensor features, int neighbors = 8)
    {
        PointMatrix.Check(features, nameof(features));
        PointMatrix.CheckCount(features.Shape[0], Count, "rows of features", nameof(features));
        Tensor cells = new(new Shape(Count, 2));
        for (int i = 0; i < Count; i++)
            (cells[i, 0], cells[i, 1]) = (_cellOf[i] % Columns, _cellOf[i] / Columns);
        return NearestNeighbors.Compute(features, neighbors).Overlap(NearestNeighbors.Compute(cells, neighbors), neighbors);
    }

    /// <summary>
    /// The distances in the features between all pairs of adjacent cells that hold points: row by row, for each cell that to its right,
    /// then that below it.
    /// </summary>
    /// <param name="features">The space, [points, features].</param>
    /// <exception cref="ArgumentException">There is not one row for each point.</exception>
    public ImmutableArray<GridSeam> Seams(Tensor features)
    {
        PointMatrix.Check(features, nameof(features));
        PointMatrix.CheckCount(features.Shape[0], Count, "rows of features", nameof(features));
        ImmutableArray<GridSeam>.Builder seams = ImmutableArray.CreateBuilder<GridSeam>();
        for (int cell = 0; cell < _pointAt.Length; cell++)
        {
            if (cell % Columns < Columns - 1)
                Add(cell, cell + 1, true);
            if (cell + Columns < _pointAt.Length)
                Add(cell, cell + Columns, false);
        }

        return seams.ToImmutable();

        void Add(int cell, int other, bool isBeside)
        {
            (int first, int second) = (_pointAt[cell], _pointAt[other]);
            if (first >= 0 && second >= 0)
                seams.Add(new GridSeam(first, second, isBeside, Distance(first, second)));
        }

        float Distance(int first, int second) =>
            NeighborSearch.Distance(PointMatrix.RowOf(features, first), PointMatrix.RowOf(features, second), false);
    }
}
