using System.Text;

namespace NetInsight.Gallery;

/// <summary>All pictures on a map on which the network's likes lie together.</summary>
internal sealed class MapSection : ISection
{
    private const int Fewest = 8, MostComponents = 50, MostNeighbors = 8;

    public string Title => "Map";

    public string Sentence => "All pictures in the plane, laid out by t-SNE so that what the network finds alike lies together: look for groups that you would have made, and for strangers in them.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        int count = context.Pictures.Count;
        if (count < Fewest)
            return $"<p>A map needs at least {Fewest} pictures; there are {count}.</p>";
        FeatureTable features = context.Features(cancellation);
        int components = Math.Min(MostComponents, Math.Min(count - 1, features.Width));
        Tensor shortened = features.Width <= MostComponents
            ? features.Values
            : PrincipalComponents.Compute(features.Values, components, cancellationToken: cancellation).Transform(features.Values);
        TSneMap embedding = TSne.Compute(shortened, new TSneOptions { Perplexity = Math.Min(30, (count - 1) / 4.0) }, cancellationToken: cancellation);
        RgbImage[] thumbnails = [.. context.Pictures.Select(picture => picture.Thumbnail)];

        HtmlMap.Compute(
            embedding.Points,
            thumbnails,
            new HtmlMapOptions
            {
                Title = "Map of pictures",
                Caption = embedding.Caption,
                Labels = context.Labels,        // a legend of as many labels as pictures would hide the map
                Ids = [.. context.Pictures.Select(picture => $"{picture.Name}, answered with {picture.Answer.Label}")],
                Neighbors = NearestNeighbors.Compute(features.Values, Math.Min(MostNeighbors, count - 1), cancellationToken: cancellation),
                ThumbnailSize = 96,
            },
            cancellation).Save(context.PathOf("map.html"));
        GridMapLayout grid = GridMap.Compute(embedding.Points, cancellationToken: cancellation);
        StringBuilder html = new("<p><a href=\"map.html\">The map to walk through</a>: move and enlarge it; the picture under the pointer is shown with its nearest neighbours.</p><div class=\"row\">");
        html.Append(Page.LargeFigure(
            context.Save(grid.ToImage(thumbnails, Math.Clamp(540 / grid.Columns, 16, 96)), "map-grid.png"), "grid of pictures", "every picture in a cell near its place on the map", grid.Caption));
        ThumbnailMap cloud = Thumbnails.Compute(embedding.Points, thumbnails, new ThumbnailsOptions { Width = 540, Height = 540, ThumbnailSize = count < 60 ? 56 : 40 });
        html.Append(Page.LargeFigure(context.Save(cloud.ToImage(), "map.png"), "map of pictures", "each picture at its place", $"{embedding.Caption} {cloud.Caption}"));
        if (context.Labels is { } labels)
        {
            ScatterMap scatter = Scatter.Compute(embedding.Points, labels, new ScatterOptions { Width = 540, Height = 400, Radius = 6, Swatches = false });
            string legend = string.Join("; ", scatter.Legend.Select(entry => $"<span class=\"key\" style=\"background:{entry.Color}\"></span>{Page.Escape(entry.Label)} ({entry.Count})"));
            html.Append(Page.LargeFigure(context.Save(scatter.ToImage(), "map-points.png"), "map of points", $"the same map, coloured by the network's answer: {legend}", scatter.Caption));
        }

        return html.Append("</div>").ToString();
    }
}
