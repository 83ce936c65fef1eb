using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight.FeatureSpace;

/// <summary>Checks of a matrix of points [points, features]: not empty, all values finite.</summary>
internal static class PointMatrix
{
    /// <summary>Checks a matrix of points.</summary>
    /// <exception cref="ArgumentException">It is no matrix, is too small, or holds a value that is not finite.</exception>
    public static void Check(Tensor points, string name, int leastRows = 1)
    {
        ArgumentNullException.ThrowIfNull(points, name);
        if (points.Shape.Rank != 2 || points.Shape[1] == 0)
            throw new ArgumentException($"Expects a matrix, points x features, but the tensor's shape is {points.Shape}.", name);
        if (points.Shape[0] < leastRows)
            throw new ArgumentException($"Expects at least {leastRows} points, but there are {points.Shape[0]}.", name);
        int width = points.Shape[1];
        ReadOnlySpan<float> values = points.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    $"Point {i / width} holds {values[i]} (feature {i % width} of {width}); finite values are expected.", name);
            }
        }
    }

    /// <summary>Checks points in the plane, [points, 2].</summary>
    public static void CheckPlane(Tensor points, string name)
    {
        Check(points, name);
        if (points.Shape[1] != 2)
            throw new ArgumentException($"Expects points in the plane, points x 2, but the tensor's shape is {points.Shape}.", name);
    }

    /// <summary>Checks that there is one item for each point.</summary>
    public static void CheckCount(int count, int points, string what, string name)
    {
        if (count != points)
            throw new ArgumentException($"There are {points} points, but {count} {what}.", name);
    }

    /// <summary>Checks that there is one item for each point, and none is null.</summary>
    public static void CheckEach<T>(IReadOnlyList<T> items, int points, string what, string name) where T : class
    {
        CheckCount(items.Count, points, what, name);
        for (int i = 0; i < points; i++)
        {
            if (items[i] is null)
                throw new ArgumentException($"Element {i} of the {what} is null.", name);
        }
    }

    /// <summary>Checks that two lists of names, where both are known, have the same names in the same order.</summary>
    public static void CheckSame(ImmutableArray<string>? names, ImmutableArray<string>? others, string what, string name)
    {
        if (names is not { } expected || others is not { } found)
            return;
        for (int i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            if (expected[i] != found[i])
            {
                throw new ArgumentException(
                    $"Element {i} of the {what} is '{Printable.Escape(found[i] ?? "null")}', but row {i} of the features is "
                    + $"'{Printable.Escape(expected[i])}': the same order is expected.",
                    name);
            }
        }
    }

    /// <summary>The features of one point.</summary>
    public static Span<float> RowOf(Tensor points, int row) => points.AsSpan().Slice(row * points.Shape[1], points.Shape[1]);
}
