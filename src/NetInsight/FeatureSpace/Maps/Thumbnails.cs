using NetInsight.FeatureSpace;

namespace NetInsight;

/// <summary>A map with a small picture at each point: the lecture's cloud of pictures (Karpathy 2014, "t-SNE visualization of CNN codes").</summary>
public static class Thumbnails
{
    /// <summary>Prepares a map.</summary>
    /// <param name="points">Points x 2.</param>
    /// <param name="pictures">One picture for each point.</param>
    /// <param name="options">Sizes and colours.</param>
    /// <exception cref="ArgumentException">The points are not in the plane or not finite, or there are too many or too few pictures.</exception>
    public static ThumbnailMap Compute(Tensor points, IReadOnlyList<RgbImage> pictures, ThumbnailsOptions? options = null)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        ArgumentNullException.ThrowIfNull(pictures);
        PointMatrix.CheckEach(pictures, points.Shape[0], "pictures", nameof(pictures));
        return new ThumbnailMap(points.Clone(), [.. pictures], options ?? ThumbnailsOptions.Default);
    }
}
