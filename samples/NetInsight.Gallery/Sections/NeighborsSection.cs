namespace NetInsight.Gallery;

/// <summary>What is alike to the network, beside what is alike pixel by pixel.</summary>
internal sealed class NeighborsSection : ISection
{
    private const int MostQueries = 6, MostNeighbors = 8;

    public string Title => "Neighbours";

    public string Sentence =>
        "The left picture of each pair of rows, and those nearest to it: above in the network's features, below in raw pixels. Nearness is the "
        + "cosine distance: with Euclidean distances a few pictures of small features would stand near to all others. Features find like things in "
        + "other poses and colours; pixels find the same background.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        int count = Math.Min(MostNeighbors, context.Pictures.Count / 8);     // of few pictures the eighth nearest is no neighbour
        if (count < 2)
            return "<p>There are too few pictures to have neighbours: at least 16 are needed.</p>";
        FeatureTable features = context.Features(cancellation);
        FeatureTable pixels = PixelFeatures.Compute(context.Model, context.Pictures.Select(picture => picture.Load()), cancellation);
        NeighborComparisonGrid rows = NeighborComparison.Compute(features, pixels, Spread.Over(context.Pictures.Count, MostQueries), Options(count), null, cancellation);
        RgbImage figure = rows.ToImage([.. context.Pictures.Select(picture => picture.Thumbnail)], tileSize: 96);
        string legend = context.Labels is null
            ? "framed yellow where both rows have a picture in common"
            : "framed green where the network's answer is the same as for the left picture, red where it is another";
        return Page.LargeFigure(context.Save(figure, "neighbours.png"), "nearest neighbours", $"in <b>{Page.Escape(context.FeatureLayer)}</b> above, in pixels below; {legend}", rows.Caption);
    }

    private static NeighborComparisonOptions Options(int count) => new()
    {
        Count = count,
        Neighbors = new NearestNeighborsOptions { Metric = NeighborMetric.Cosine },
    };
}
