using NetInsight.FeatureSpace;

namespace NetInsight;

/// <summary>A scatter plot of points in the plane, coloured by their labels.</summary>
public static class Scatter
{
    /// <summary>
    /// Makes a map of <see cref="TSneMap.Points"/>, of the first two principal components, or of any points in the plane.
    /// </summary>
    /// <param name="points">[points, 2].</param>
    /// <param name="labels">One label for each point, which chooses its colour; null for one colour.</param>
    /// <param name="options">Size, radius and colours.</param>
    /// <exception cref="ArgumentException">The points are not in the plane or not finite, or there is not one label for each.</exception>
    public static ScatterMap Compute(Tensor points, IReadOnlyList<string>? labels = null, ScatterOptions? options = null)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        if (labels is not null)
            PointMatrix.CheckEach(labels, points.Shape[0], "labels", nameof(labels));
        return new ScatterMap(points.Clone(), labels is null ? null : [.. labels], options ?? ScatterOptions.Default);
    }
}
