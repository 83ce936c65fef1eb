using NetInsight.FeatureSpace;

namespace NetInsight;

/// <summary>A map with a thumbnail of an image at each point (Karpathy 2014, "t-SNE visualization of CNN codes").</summary>
public static class Thumbnails
{
    /// <summary>Makes a map.</summary>
    /// <param name="points">[points, 2].</param>
    /// <param name="images">One image for each point.</param>
    /// <param name="options">Sizes and colours.</param>
    /// <exception cref="ArgumentException">The points are not in the plane or not finite, or there is not one image for each.</exception>
    public static ThumbnailMap Compute(Tensor points, IReadOnlyList<RgbImage> images, ThumbnailsOptions? options = null)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        ArgumentNullException.ThrowIfNull(images);
        PointMatrix.CheckEach(images, points.Shape[0], "images", nameof(images));
        return new ThumbnailMap(points.Clone(), [.. images], options ?? ThumbnailsOptions.Default);
    }

    /// <inheritdoc cref="Compute(Tensor, IReadOnlyList{RgbImage}, ThumbnailsOptions?)"/>
    public static ThumbnailMap Compute(Tensor points, IReadOnlyList<NamedImage> images, ThumbnailsOptions? options = null)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        return Compute(points, ImageLists.Pixels(images, points.Shape[0], null, nameof(images)), options);
    }
}
