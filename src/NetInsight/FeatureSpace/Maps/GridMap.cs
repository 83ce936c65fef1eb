using NetInsight.FeatureSpace;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// The lecture's grid of images: points of a map are given the cells of a grid, one to each, so that all points together move as little as possible (Karpathy
/// 2014, "t-SNE visualization of CNN codes", with an assignment that leaves no image out and shows none twice).
/// </summary>
/// <remarks>
/// The map is stretched in each direction until it fills the grid; the cost of a cell is the squared distance from its middle, in cells. The assignment is the
/// cheapest of all (Jonker and Volgenant 1987). Time grows with the third power of the number of points at worst, memory with the second: 2,000 points take
/// seconds, 10,000 minutes.
/// </remarks>
public static class GridMap
{
    /// <summary>The most points: their costs are one array.</summary>
    private const int MostPoints = 30_000;

    /// <summary>Assigns points to cells.</summary>
    /// <param name="points">Points x 2, such as <see cref="TSneMap.Points"/>.</param>
    /// <param name="options">The grid's shape.</param>
    /// <param name="progress">Is told the points that have a cell.</param>
    /// <param name="cancellationToken">Stops within 200 ms for some thousand points.</param>
    /// <exception cref="ArgumentException">The points are not in the plane or not finite, or there are more than 30,000.</exception>
    public static GridMapLayout Compute(Tensor points, GridMapOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        int count = points.Shape[0];
        if (count > MostPoints)
            throw new ArgumentException($"There are {count:N0} points; at most {MostPoints:N0} can be assigned.", nameof(points));
        int columns = Math.Min((options ?? GridMapOptions.Default).Columns ?? (int)Math.Ceiling(Math.Sqrt(count)), count);
        int rows = (count + columns - 1) / columns;

        (double X, double Y)[] places = Stretched(points, rows, columns);
        int cells = rows * columns;
        float[] costs = new float[count * cells];
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int cell = 0; cell < cells; cell++)
            {
                double dx = places[i].X - cell % columns - 0.5, dy = places[i].Y - cell / columns - 0.5;
                costs[i * cells + cell] = (float)(dx * dx + dy * dy);
            }
        }

        ProgressReport report = new(progress, count);
        int[] cellOf = LinearAssignment.Compute(costs, count, cells, report.Add, cancellationToken);
        double cost = 0;
        for (int i = 0; i < count; i++)
            cost += costs[i * cells + cellOf[i]];
        return new GridMapLayout(cellOf, rows, columns, cost / count);
    }

    /// <summary>The map stretched to columns x rows cells, its second coordinate upwards.</summary>
    private static (double X, double Y)[] Stretched(Tensor points, int rows, int columns)
    {
        (double lowX, double spanX) = Span(points, 0);
        (double lowY, double spanY) = Span(points, 1);
        (double, double)[] places = new (double, double)[points.Shape[0]];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (
                spanX > 0 ? (points[i, 0] - lowX) / spanX * columns : columns / 2.0,
                spanY > 0 ? rows - (points[i, 1] - lowY) / spanY * rows : rows / 2.0);
        }

        return places;
    }

    private static (double Low, double Span) Span(Tensor points, int axis)
    {
        double low = double.MaxValue, high = double.MinValue;
        for (int i = 0; i < points.Shape[0]; i++)
            (low, high) = (Math.Min(low, points[i, axis]), Math.Max(high, points[i, axis]));
        return (low, high - low);
    }
}
