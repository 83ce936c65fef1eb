using System.Text;

namespace NetInsight.Gallery;

/// <summary>For two layers: the patches of all images that activate each of twelve channels most.</summary>
internal sealed class PatchesSection : ISection
{
    private const int Shown = 12;
    private const int Tile = 56;

    public string Title => "Patches that activate channels most";

    public string Sentence =>
        "Each row shows the patches that activate one channel of a layer most, over all images, strongest first. Look for what "
        + "the patches of a row have in common: edges and colours in an early layer, parts of objects in a late one.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        string[] layers = [.. PatchLayers.Of(context.Model)];
        if (layers is [])
            return "<p>This network has no rectified feature maps whose units have a receptive field.</p>";
        StringBuilder html = new();
        for (int index = 0; index < layers.Length; index++)
        {
            ProgressBar bar = new($"patches of {layers[index]}", context.Images.Count);
            IReadOnlyList<int> channels = Candidates(context.Model, layers[index]);
            PatchTable table = MaximallyActivatingPatches.Compute(
                context.Model, context.Named(), layers[index], channels, null, bar, cancellation);
            ProgressBar.End();
            html.Append(Rows(context, table, index + 1));
        }

        return html.ToString();
    }

    private static string Rows(GalleryContext context, PatchTable table, int number)
    {
        int[] alive = [.. table.Channels.Where(channel => table.Of(channel) is [{ Score: > 0 }, ..])];      // others are zero on all images
        StringBuilder html = new($"<h3>{Page.Escape(table.Layer)}</h3><div class=\"row patches\">");
        foreach (int channel in Spread.Over(alive.Length, Shown).Select(index => alive[index]))
        {
            string file = context.Save(table.ToImage(Tile, [channel]), $"patches-{number}-{channel:0000}.png");
            html.Append(Page.Figure(
                file, $"patches of channel {channel}",
                $"channel {channel}: activations {table.Of(channel)[0].Score:0.##} to {table.Of(channel)[^1].Score:0.##}"));
        }

        return html.Append($"</div><details><summary>details</summary>{Page.Escape(table.Caption)}</details>").ToString();
    }

    /// <summary>Twice as many channels as are shown, evenly spread.</summary>
    private static IReadOnlyList<int> Candidates(Model model, string layer) =>
        Spread.Over(model.Layers.Single(each => each.Name == layer).OutputShape!.Value[1], 2 * Shown);
}
