using System.Text;

namespace NetInsight.Gallery;

/// <summary>All images in the plane, similar ones close together.</summary>
internal sealed class MapSection : ISection
{
    private const int Fewest = 8, MostComponents = 50;

    public string Title => "Map";

    public string Sentence =>
        "All images in the plane, placed by t-SNE so that images with similar features lie close together: look for groups "
        + "that you would have made, and for images in the wrong one.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        int count = context.Images.Count;
        if (count < Fewest)
            return $"<p>A map needs at least {Fewest} images; there are {count}.</p>";
        FeatureTable features = context.Features(cancellation);
        int components = Math.Min(MostComponents, Math.Min(count - 1, features.Width));
        Tensor reduced = features.Width <= MostComponents
            ? features.Values
            : PrincipalComponents.Compute(features.Values, components, cancellationToken: cancellation).Transform(features.Values);
        TSneOptions options = new() { Perplexity = Math.Min(30, (count - 1) / 4.0) };
        TSneMap embedding = TSne.Compute(reduced, options, cancellationToken: cancellation);
        RgbImage[] thumbnails = [.. context.Images.Select(image => image.Thumbnail)];

        HtmlMap.Compute(
            embedding.Points,
            thumbnails,
            new HtmlMapOptions
            {
                Title = "Map of images",
                Caption = $"{embedding.Caption} Neighbours by cosine distance. {context.Neighbors(cancellation).HubCaption}",
                Labels = context.Labels,        // a legend of as many labels as images would hide the map
                Ids = [.. context.Images.Select(image => $"{image.Name}, predicted {image.Top.Label}")],
                Neighbors = context.Neighbors(cancellation),
                ThumbnailSize = 96,
            },
            cancellation).Save(context.PathOf("map.html"));
        GridMapLayout grid = GridMap.Compute(embedding.Points, cancellationToken: cancellation);
        StringBuilder html = new("<p><a href=\"map.html\">The interactive map</a>: move and zoom it; the image under the pointer is shown "
            + "with its nearest neighbours.</p><div class=\"row\">");
        html.Append(Page.LargeFigure(
            context.Save(grid.ToImage(thumbnails, Math.Clamp(540 / grid.Columns, 16, 96)), "map-grid.png"),
            "grid of images", "every image in a cell near its position on the map", grid.Caption));
        ThumbnailsOptions large = new() { Width = 540, Height = 540, ThumbnailSize = count < 60 ? 56 : 40 };
        ThumbnailMap cloud = Thumbnails.Compute(embedding.Points, thumbnails, large);
        html.Append(Page.LargeFigure(
            context.Save(cloud.ToImage(), "map.png"),
            "map of images", "each image at its position", $"{embedding.Caption} {cloud.Caption}"));
        if (context.Labels is { } labels)
        {
            ScatterOptions points = new() { Width = 540, Height = 400, Radius = 6, Swatches = false };
            ScatterMap scatter = Scatter.Compute(embedding.Points, labels, points);
            string legend = string.Join("; ", scatter.Legend.Select(entry =>
                $"<span class=\"key\" style=\"background:{entry.Color}\"></span>{Page.Escape(entry.Label)} ({entry.Count})"));
            html.Append(Page.LargeFigure(
                context.Save(scatter.ToImage(), "map-points.png"),
                "map of points", $"the same map, coloured by the predicted class: {legend}", scatter.Caption));
        }

        return html.Append("</div>").ToString();
    }
}
