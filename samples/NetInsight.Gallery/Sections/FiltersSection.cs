namespace NetInsight.Gallery;

/// <summary>The filters of the first convolution, and of the first one behind it that looks at more than one place.</summary>
internal sealed class FiltersSection : ISection
{
    public string Title => "Filters";

    public string Sentence => "The weights themselves. In the first layer look for edges, blobs and colour contrasts: smooth forms are a sign of sound training, noise of its lack. "
        + "Deeper filters read other channels, not colours, and tell people little.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        IEnumerable<string> layers = context.Model.Layers.Where(layer => layer.Operator == "Conv").Select(layer => layer.Name);
        FilterGrid[] grids = [.. layers.Select(layer => Filters.Compute(context.Model, layer, new FiltersOptions { MostFilters = 96, MostChannels = 32 }))
            .Where((grid, index) => index == 0 || grid.Width > 1).Take(2)];
        if (grids is [])
            return "<p>This network has no convolutions.</p>";
        string first = Show(context, grids[0], "filters-1.png");
        if (grids.Length == 1)
            return first;
        FilterGrid few = Filters.Compute(context.Model, grids[1].Layer, new FiltersOptions { MostFilters = 16, MostChannels = 32 });
        return $"<div class=\"row\">{first}{Show(context, few, "filters-2.png")}</div>";
    }

    private static string Show(GalleryContext context, FilterGrid grid, string name) =>
        Page.LargeFigure(context.Save(grid.ToImage(), name), $"filters of {grid.Layer}", $"<b>{Page.Escape(grid.Layer)}</b>", grid.Caption);
}
