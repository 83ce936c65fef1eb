using NetInsight.FeatureSpace;
using NetInsight.Reports;

namespace NetInsight;

/// <summary>
/// An interactive map in one HTML file: thumbnails of images at their points, with panning and zooming; the image under the pointer is
/// shown with its label and its nearest neighbours. The file is self-contained; nothing is fetched.
/// </summary>
public static class HtmlMap
{
    private const int ShownNeighbors = 8;

    /// <summary>Makes the page; the images' names are shown, unless <see cref="HtmlMapOptions.Ids"/> gives others.</summary>
    /// <param name="points">[points, 2].</param>
    /// <param name="images">One image for each point.</param>
    /// <param name="options">Title, labels, names, neighbours.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <exception cref="ArgumentException">
    /// The points are not in the plane or not finite; there is not one image, label, name or list of neighbours for each; or the
    /// neighbours' names are not the images'.
    /// </exception>
    public static HtmlMapPage Compute(
        Tensor points, IReadOnlyList<NamedImage> images, HtmlMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        options ??= HtmlMapOptions.Default;
        RgbImage[] pixels = ImageLists.Pixels(images, points.Shape[0], options.Neighbors?.Ids, nameof(images));
        options = options.Ids is null ? options with { Ids = [.. images.Select(image => image.Id)] } : options;
        return Compute(points, pixels, options, cancellationToken);
    }

    /// <summary>Makes the page; images are named by <see cref="HtmlMapOptions.Ids"/>, else by their indices.</summary>
    /// <param name="points">[points, 2].</param>
    /// <param name="images">One image for each point.</param>
    /// <param name="options">Title, labels, names, neighbours.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <exception cref="ArgumentException">
    /// The points are not in the plane or not finite, or there is not one image, label, name or list of neighbours for each.
    /// </exception>
    public static HtmlMapPage Compute(
        Tensor points, IReadOnlyList<RgbImage> images, HtmlMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.CheckPlane(points, nameof(points));
        ArgumentNullException.ThrowIfNull(images);
        options ??= HtmlMapOptions.Default;
        int count = points.Shape[0];
        PointMatrix.CheckEach(images, count, "images", nameof(images));
        if (options.Labels is { } labels)
            PointMatrix.CheckEach(labels, count, "labels", nameof(options));
        if (options.Ids is { } ids)
            PointMatrix.CheckEach(ids, count, "names", nameof(options));
        if (options.Neighbors is { } neighbors)
        {
            PointMatrix.CheckCount(neighbors.QueryCount, count, "queries in the table of neighbours", nameof(options));
            for (int i = 0; i < count; i++)
            {
                foreach (int index in neighbors.Indices(i))
                    ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count, nameof(options));
            }
        }

        return new HtmlMapPage(HtmlMapWriter.Write(points, images, options, ShownNeighbors, cancellationToken));
    }
}
