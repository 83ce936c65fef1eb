using NetInsight.FeatureSpace;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// A grid of images from a map: each point is assigned to a cell of its own, so that all points together move as little as possible
/// (Karpathy 2014, "t-SNE visualization of CNN codes"; unlike there by an optimal assignment, which omits and repeats no image).
/// </summary>
/// <remarks>
/// The map is scaled along each axis to fill the grid; the cost of a cell is the squared distance from its centre, in cells. The total cost
/// is minimal (Jonker and Volgenant 1987). Time grows at worst with the third power of the number of points, memory with the second: 2,000
/// points take seconds, 10,000 minutes.
/// </remarks>
public static class GridMap
{
    /// <summary>Limit of the number of points, whose costs [points, cells] are one array.</summary>
    private const int MaxPoints = 30_000;

    /// <summary>Assigns points to cells.</summary>
    /// <param name="points">[points, 2], such as <see cref="TSneMap.Points"/>.</param>
    /// <param name="options">Shape of the grid.</param>
    /// <param name="progress">Reports the points that have a cell.</param>
    /// <param name="cancellationToken">Stops within 200 ms for up to some thousand points.</param>
    /// <exception cref="ArgumentException">The points are not in the plane or not finite, or there are more than 30,000.</exception>
    public static GridMapLayout Compute(
        Tensor points, GridMapOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        int count = points.Shape[0];
        if (count > MaxPoints)
            throw new ArgumentException($"There are {count:N0} points; at most {MaxPoints:N0} can be assigned.", nameof(points));
        int columns = Math.Min((options ?? GridMapOptions.Default).Columns ?? (int)Math.Ceiling(Math.Sqrt(count)), count);
        int rows = (count + columns - 1) / columns;

        (double Y, double X)[] positions = Scaled(points, rows, columns);
        int cells = rows * columns;
        float[] costs = new float[count * cells];
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int cell = 0; cell < cells; cell++)
            {
                double dx = positions[i].X - cell % columns - 0.5, dy = positions[i].Y - cell / columns - 0.5;
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

    /// <summary>The map scaled to rows x columns cells, its second coordinate upwards.</summary>
    private static (double Y, double X)[] Scaled(Tensor points, int rows, int columns)
    {
        (double lowX, double spanX) = Span(points, 0);
        (double lowY, double spanY) = Span(points, 1);
        (double, double)[] positions = new (double, double)[points.Shape[0]];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = (
                spanY > 0 ? rows - (points[i, 1] - lowY) / spanY * rows : rows / 2.0,
                spanX > 0 ? (points[i, 0] - lowX) / spanX * columns : columns / 2.0);
        }

        return positions;
    }

    private static (double Low, double Span) Span(Tensor points, int axis)
    {
        double low = double.MaxValue, high = double.MinValue;
        for (int i = 0; i < points.Shape[0]; i++)
            (low, high) = (Math.Min(low, points[i, axis]), Math.Max(high, points[i, axis]));
        return (low, high - low);
    }
}
