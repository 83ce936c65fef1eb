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
        PointMatrix.CheckCount(pictures.Count, points.Shape[0], "pictures", nameof(pictures));
        return new ThumbnailMap(points.Clone(), [.. pictures], options ?? ThumbnailsOptions.Default);
    }

    /// <summary>A picture with its longer side at a length; one that is smaller is enlarged with its pixels visible.</summary>
    internal static RgbImage Fit(RgbImage picture, int size)
    {
        int longer = Math.Max(picture.Width, picture.Height);
        if (longer == size)
            return picture;
        double share = (double)size / longer;
        int width = Math.Max(1, (int)Math.Round(picture.Width * share)), height = Math.Max(1, (int)Math.Round(picture.Height * share));
        return picture.Resize(width, height, longer < size ? Interpolation.Nearest : Interpolation.Bilinear);
    }
}
