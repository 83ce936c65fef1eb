namespace NetInsight.Kernels.Embedding;

/// <summary>
/// The cheapest assignment of rows to columns, one column for each row, by shortest augmenting paths with prices (Jonker and Volgenant
/// 1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems"; for more columns than rows as in Crouse
/// 2016).
/// </summary>
/// <remarks>
/// Prices v keep every reduced cost c[i, j] - u[i] - v[j] at least 0, and at 0 for assigned pairs; unassigned columns have price 0. First,
/// two passes of augmenting row reduction, in which rows bid for their best column, assign most of them; the rest take the shortest path to
/// a free column. Ties go to the lower column, so the result is the same on every machine.
/// </remarks>
internal sealed class LinearAssignment
{
    private readonly float[] _costs;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _rowOf;                  // of each column; -1 where unassigned
    private readonly int[] _columnOf;
    private readonly double[] _price;

    private LinearAssignment(float[] costs, int rows, int columns)
    {
        (_costs, _rows, _columns) = (costs, rows, columns);
        (_rowOf, _columnOf, _price) = (new int[columns], new int[rows], new double[columns]);
        _rowOf.AsSpan().Fill(-1);
        _columnOf.AsSpan().Fill(-1);
    }

    /// <summary>The column of each row.</summary>
    /// <param name="costs">[rows, columns], finite.</param>
    /// <param name="rows">Number of rows, at most that of columns.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="settled">Receives the number of rows just assigned.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static int[] Compute(float[] costs, int rows, int columns, Action<int>? settled = null, CancellationToken cancellation = default)
    {
        LinearAssignment assignment = new(costs, rows, columns);
        List<int> free = [.. Enumerable.Range(0, rows)];
        for (int pass = 0; pass < 2; pass++)
            free = assignment.Bid(free, cancellation);
        settled?.Invoke(rows - free.Count);
        double[] distance = new double[columns];
        int[] previous = new int[columns], order = new int[columns];
        foreach (int row in free)
        {
            cancellation.ThrowIfCancellationRequested();
            assignment.Augment(row, distance, previous, order);
            settled?.Invoke(1);
        }

        return assignment._columnOf;
    }

    /// <summary>
    /// Augmenting row reduction: each free row takes its best column and lowers the price by what the second best would cost more; its
    /// former row is free again.
    /// </summary>
    private List<int> Bid(List<int> free, CancellationToken cancellation)
    {
        List<int> left = [];
        Stack<int> waiting = new(free.AsEnumerable().Reverse());
        for (int bids = 0; waiting.TryPop(out int row); bids++)
        {
            if (bids % 256 == 0)
                cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<float> costs = _costs.AsSpan(row * _columns, _columns);

            // Best and second best column of the row.
            double best = double.MaxValue, second = double.MaxValue;
            int column = -1, secondColumn = -1;
            for (int j = 0; j < costs.Length; j++)
            {
                double reduced = costs[j] - _price[j];
                if (reduced >= second)
                    continue;
                if (reduced >= best)
                    (second, secondColumn) = (reduced, j);
                else
                    (second, secondColumn, best, column) = (best, column, reduced, j);
            }

            // Bid: the price falls by the difference.
            bool isUnique = secondColumn >= 0 && second > best;
            if (isUnique)
                _price[column] -= second - best;
            else if (_rowOf[column] >= 0 && secondColumn >= 0)
                column = secondColumn;

            // Assign; the former row is free again.
            int former = _rowOf[column];
            _rowOf[column] = row;
            _columnOf[row] = column;
            if (former < 0)
                continue;
            _columnOf[former] = -1;
            if (isUnique && bids < 8 * _rows)
                waiting.Push(former);                // the former row bids again at once
            else
                left.Add(former);
        }

        left.Sort();
        return left;
    }

    /// <summary>
    /// The shortest path by reduced costs from a row to a free column (Dijkstra 1959), along which the assignments are shifted by one.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   paths: from the start row, columns in order of distance   order: settled columns | the others
    ///     relax:  for each column not settled: the path through the row just reached
    ///     settle: the nearest; free columns first where equal
    ///   prices: of settled columns, by how much nearer they are than the end
    ///   shift:  from the end back to the start, each column to the row before it
    /// </code>
    /// </remarks>
    private void Augment(int start, double[] distance, int[] previous, int[] order)
    {
        for (int j = 0; j < _columns; j++)
            (distance[j], previous[j], order[j]) = (double.MaxValue, start, j);

        // Paths.
        int settled = 0, row = start, end = -1;
        double reached = 0;
        double owed = 0;                            // c - v of the assigned pair through which the row was reached
        while (end < 0)
        {
            ReadOnlySpan<float> costs = _costs.AsSpan(row * _columns, _columns);
            double shift = reached - owed, least = double.MaxValue;
            int nearest = -1;

            // Relax.
            for (int k = settled; k < _columns; k++)
            {
                int j = order[k];
                double path = shift + costs[j] - _price[j];
                if (path < distance[j])
                    (distance[j], previous[j]) = (path, row);
                if (distance[j] < least || (distance[j] == least && (_rowOf[j] < 0) && _rowOf[order[nearest]] >= 0))
                    (least, nearest) = (distance[j], k);
            }

            // Settle.
            int column = order[nearest];
            (order[nearest], order[settled]) = (order[settled], column);
            settled++;
            reached = least;
            if (_rowOf[column] < 0)
            {
                end = column;
            }
            else
            {
                row = _rowOf[column];
                owed = _costs[row * _columns + column] - _price[column];
            }
        }

        // Prices.
        for (int k = 0; k < settled - 1; k++)
            _price[order[k]] += distance[order[k]] - reached;

        // Shift.
        for (int column = end; ;)
        {
            int from = previous[column];
            _rowOf[column] = from;
            (_columnOf[from], column) = (column, _columnOf[from]);
            if (from == start)
                return;
        }
    }
}
