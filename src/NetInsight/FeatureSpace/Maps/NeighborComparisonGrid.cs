using System.Collections.Immutable;
using System.Globalization;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Maps;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The neighbours of some images in two spaces, and their drawing as a grid. Immutable.</summary>
public sealed class NeighborComparisonGrid
{
    private static readonly RgbColor SharedColor = new(0xED, 0xC9, 0x48);
    private static readonly RgbColor SameLabelColor = new(0x59, 0xA1, 0x4F), OtherLabelColor = new(0xE1, 0x57, 0x59);

    private readonly FeatureTable _features;
    private readonly FeatureTable _pixels;

    internal NeighborComparisonGrid(
        ImmutableArray<int> queries,
        FeatureTable features,
        FeatureTable pixels,
        NearestNeighborTable inFeatures,
        NearestNeighborTable inPixels)
    {
        (_features, _pixels) = (features, pixels);
        (Queries, InFeatures, InPixels) = (queries, inFeatures, inPixels);
    }

    /// <summary>Indices of the query images.</summary>
    public ImmutableArray<int> Queries { get; }

    /// <summary>Their neighbours in the features.</summary>
    public NearestNeighborTable InFeatures { get; }

    /// <summary>Their neighbours in the pixels.</summary>
    public NearestNeighborTable InPixels { get; }

    /// <summary>The fraction of neighbours that both spaces share, mean over the queries, from 0 to 1.</summary>
    public double Overlap => InFeatures.Overlap(InPixels, InFeatures.Count);

    /// <summary>
    /// What the figure shows, with the overlap at k and, where labels are known, the fractions of neighbours with the query's label.
    /// </summary>
    public string Caption
    {
        get
        {
            string metric = InFeatures.Metric == NeighborMetric.Euclidean ? "Euclidean distance" : "cosine distance";
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"For each image on the left its {InFeatures.Count} nearest of {_features.Count}, nearest first ({metric}): "
                + $"above in '{_features.Layer}' ({_features.Width} features), below in '{_pixels.Layer}' ({_pixels.Width} features). "
                + $"Overlap at {InFeatures.Count}: {Overlap:P1}");
            if (LabelAgreement is not var (above, below))
                return $"{text}, framed yellow.";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{text}. Framed green where the label is the query's, red where it is not: {above:P1} above, {below:P1} below share it.");
        }
    }

    /// <summary>The fractions of neighbours with the query's label, in features and in pixels; null where labels are not known.</summary>
    public (double InFeatures, double InPixels)? LabelAgreement
    {
        get
        {
            if (_features.Labels is not { } labels)
                return null;
            string[] queries = [.. Queries.Select(query => labels[query])];
            return (InFeatures.LabelAgreement(queries, labels), InPixels.LabelAgreement(queries, labels));
        }
    }

    /// <summary>
    /// Draws two rows for each query, its neighbours in features above those in pixels. Where labels are known, neighbours with the query's
    /// label are framed green, others red; otherwise neighbours that both rows share are framed yellow.
    /// </summary>
    /// <param name="images">All images, in the order of the tables.</param>
    /// <param name="tileSize">The longer side of an image in pixels. Default 64; 8 to 1,024.</param>
    /// <exception cref="ArgumentException">There is not one image for each row of the tables, or the size is out of range.</exception>
    public RgbImage ToImage(IReadOnlyList<RgbImage> images, int tileSize = 64)
    {
        ArgumentNullException.ThrowIfNull(images);
        PointMatrix.CheckEach(images, _features.Count, "images", nameof(images));
        Check.Within(tileSize, 8, 1024, nameof(tileSize));
        int step = tileSize + 8, left = step + tileSize / 4, block = 2 * step + tileSize / 4;
        PointPainter painter = new(checked(block * Queries.Length), checked(left + step * InFeatures.Count + 4), RgbColor.White);
        for (int i = 0; i < Queries.Length; i++)
        {
            int top = i * block + 4;
            Put(painter, images[Queries[i]], top + step / 2, 4, tileSize, null);
            for (int rank = 0; rank < InFeatures.Count; rank++)
            {
                (int above, int below, int column) = (InFeatures[i, rank].Index, InPixels[i, rank].Index, left + rank * step);
                Put(painter, images[above], top, column, tileSize, Frame(i, above, InPixels));
                Put(painter, images[below], top + step, column, tileSize, Frame(i, below, InFeatures));
            }
        }

        return painter.ToImage();
    }

    /// <summary>As for images without names; names must be those of the features, where these have names.</summary>
    /// <inheritdoc cref="ToImage(IReadOnlyList{RgbImage}, int)"/>
    /// <exception cref="ArgumentException">
    /// There is not one image for each row of the tables, a name is another than the row's, or the size is out of range.
    /// </exception>
    public RgbImage ToImage(IReadOnlyList<NamedImage> images, int tileSize = 64) =>
        ToImage(ImageLists.Pixels(images, _features.Count, _features.Ids, nameof(images)), tileSize);

    private RgbColor? Frame(int query, int neighbor, NearestNeighborTable other) => _features.Labels is { } labels
        ? labels[neighbor] == labels[Queries[query]] ? SameLabelColor : OtherLabelColor
        : other.Indices(query).Contains(neighbor) ? SharedColor : null;

    private static void Put(PointPainter painter, RgbImage image, int top, int left, int size, RgbColor? frame)
    {
        if (frame is { } color)
            painter.Fill(top, left, size + 4, size + 4, color);
        painter.Paste(image.ResizeLongSide(size), top + 2 + (size - 1) / 2.0, left + 2 + (size - 1) / 2.0);
    }
}
