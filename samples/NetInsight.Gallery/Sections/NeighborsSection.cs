namespace NetInsight.Gallery;

/// <summary>Nearest neighbours in features, beside those in pixels.</summary>
internal sealed class NeighborsSection : ISection
{
    private const int MostQueries = 6, MostNeighbors = 8;

    public string Title => "Neighbours";

    public string Sentence =>
        "The left image of each pair of rows, and its nearest neighbours: above in the network's features, below in raw "
        + "pixels, by cosine distance: with Euclidean distances a few images with small features would be near to all others. "
        + "Features find similar objects in other poses and colours; pixels find the same background.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        int count = Math.Min(MostNeighbors, context.Images.Count / 8);     // with few images the eighth nearest is far away
        if (count < 2)
            return "<p>There are too few images to have neighbours: at least 16 are needed.</p>";
        FeatureTable features = context.Features(cancellation);
        FeatureTable pixels = PixelFeatures.Compute(context.Model, context.Named(), cancellation);
        IReadOnlyList<int> queries = Spread.Over(context.Images.Count, MostQueries);
        NeighborComparisonGrid rows = NeighborComparison.Compute(features, pixels, queries, Options(count), null, cancellation);
        RgbImage figure = rows.ToImage([.. context.Images.Select(image => image.Thumbnail)], tileSize: 96);
        string legend = context.Labels is null
            ? "framed yellow where both rows contain the image"
            : "framed green where the predicted class is that of the left image, red where it is another";
        return Page.LargeFigure(
            context.Save(figure, "neighbours.png"),
            "nearest neighbours", $"in <b>{Page.Escape(context.FeatureLayer)}</b> above, in pixels below; {legend}",
            $"{rows.Caption} {context.Neighbors(cancellation).HubCaption}");
    }

    private static NeighborComparisonOptions Options(int count) => new()
    {
        Count = count,
        Neighbors = new NearestNeighborsOptions { Metric = NeighborMetric.Cosine },
    };
}
