namespace NetInsight.FeatureSpace;

/// <summary>What every technique asks of a matrix of points: rows x numbers, at least one of each, all finite.</summary>
internal static class PointMatrix
{
    /// <summary>Checks a matrix at the door.</summary>
    /// <exception cref="ArgumentException">It has not two dimensions, is too small, or holds a number that is not finite; the message says where.</exception>
    public static void Check(Tensor points, string name, int leastRows = 1)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        if (points.Shape.Rank != 2 || points.Shape[1] == 0)
            throw new ArgumentException($"Expects a matrix, points x numbers, but is given a tensor of shape {points.Shape}.", name);
        if (points.Shape[0] < leastRows)
            throw new ArgumentException($"Expects at least {leastRows} points, but is given {points.Shape[0]}.", name);
        ReadOnlySpan<float> values = points.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Point {i / points.Shape[1]} holds {values[i]} (number {i % points.Shape[1]} of {points.Shape[1]}); finite numbers are expected.", name);
        }
    }

    /// <summary>Checks points in the plane.</summary>
    public static void CheckPlane(Tensor points, string name)
    {
        Check(points, name);
        if (points.Shape[1] != 2)
            throw new ArgumentException($"Expects points in the plane, points x 2, but is given a tensor of shape {points.Shape}.", name);
    }

    /// <summary>Checks that one of something is given for each point.</summary>
    public static void CheckCount(int count, int points, string what, string name)
    {
        if (count != points)
            throw new ArgumentException($"There are {points} points, but {count} {what}.", name);
    }

    /// <summary>Checks that one of something is given for each point, and none is missing.</summary>
    public static void CheckEach<T>(IReadOnlyList<T> given, int points, string what, string name) where T : class
    {
        CheckCount(given.Count, points, what, name);
        for (int i = 0; i < points; i++)
        {
            if (given[i] is null)
                throw new ArgumentException($"Number {i} of the {what} is null.", name);
        }
    }

    /// <summary>The numbers of one point.</summary>
    public static Span<float> RowOf(Tensor points, int row) => points.AsSpan().Slice(row * points.Shape[1], points.Shape[1]);
}
