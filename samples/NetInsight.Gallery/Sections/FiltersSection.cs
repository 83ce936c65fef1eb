namespace NetInsight.Gallery;

/// <summary>The filters of the first convolution, and of the next one whose kernel is larger than 1 x 1.</summary>
internal sealed class FiltersSection : ISection
{
    public string Title => "Filters";

    public string Sentence =>
        "The weights themselves. In the first layer look for edges, blobs and colour contrasts: smooth filters are a sign "
        + "of sound training, noisy ones of too little. Deeper filters read other channels, not colours, and are hard to interpret.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        IEnumerable<string> layers = context.Model.Layers.Where(layer => layer.Operator == "Conv").Select(layer => layer.Name);
        FiltersOptions options = new() { MostFilters = 96, MostChannels = 32 };
        FilterGrid[] grids = [.. layers.Select(layer => Filters.Compute(context.Model, layer, options))
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
