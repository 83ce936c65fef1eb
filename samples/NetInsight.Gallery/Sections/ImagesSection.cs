using System.Text;

namespace NetInsight.Gallery;

/// <summary>For units of the last layer, whose receptive field is the whole image: the images that activate each most.</summary>
internal sealed class ImagesSection : ISection
{
    private const int MostUnits = 6, MostImages = 8, Tile = 72;

    public string Title => "Images that activate units most";

    public string Sentence =>
        "The receptive field of these units is the whole image, so there are no patches; each row shows the images "
        + "that activate one of them most, strongest first. Look for the first image of another class in a row: to the network "
        + "it is nearly the same.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        if (LayerOf(context.Model) is not { } layer)
            return "<p>This network has no layer of units with weights.</p>";
        int[] units =
        [
            .. context.Images.CountBy(image => image.Top.Class)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostUnits).Select(pair => pair.Key),
        ];
        ProgressBar bar = new($"images of {layer}", context.Images.Count);
        PatchesOptions options = new() { Count = MostImages };
        PatchTable table = MostActivatingImages.Compute(context.Model, context.Named(), layer, units, options, bar, cancellation);
        ProgressBar.End();
        StringBuilder html = new($"<h3>{Page.Escape(table.Layer)}</h3><div class=\"row patches\">");
        foreach (int unit in table.Channels)
        {
            string label = context.Images.First(image => image.Top.Class == unit).Top.Label;
            string file = context.Save(table.ToImage(Tile, [unit]), $"images-{unit:0000}.png");
            html.Append(Page.Figure(
                file, $"images of unit {unit}",
                $"unit {unit}, <b>{Page.Escape(label)}</b>: activations {table.Of(unit)[0].Score:0.##} "
                    + $"to {table.Of(unit)[^1].Score:0.##}"));
        }

        return html.Append($"</div><details><summary>details</summary>{Page.Escape(table.Caption)}</details>").ToString();
    }

    /// <summary>The last layer with weights, where it has a unit for each class.</summary>
    private static string? LayerOf(Model model) =>
        model.Layers.LastOrDefault(layer => layer.Operator is "Gemm" or "MatMul" or "Conv") is { OutputShape: { Rank: 2 or 4 } shape } last
            && shape[0] == 1 && shape[1] == model.ClassCount ? last.Name : null;
}
