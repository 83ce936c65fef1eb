using System.Text;

namespace NetInsight.Gallery;

/// <summary>For two layers: the places in all pictures that activate each of twelve channels most.</summary>
internal sealed class PatchesSection(Model model, string output)
{
    private const int Shown = 12;
    private const int Tile = 56;

    /// <summary>Both layers; pictures that cannot be read are left out.</summary>
    public string Explain(IReadOnlyList<(string Name, Func<RgbImage> Load)> pictures, IProgress<Progress> progress, CancellationToken cancellation)
    {
        StringBuilder html = new("""
            <section class="picture patches">
            <h2>What channels answer to</h2>
            <p class="lead">Each row shows what activates one channel of a layer most, over all pictures, strongest first: <b>look for what the patches of a row have in
            common</b>, edges and colours in an early layer, parts of things in a late one.</p>

            """);
        string[] layers = [.. Layers()];
        for (int index = 0; index < layers.Length; index++)
        {
            PatchTable table = MaximallyActivatingPatches.Compute(
                model, Readable(pictures), layers[index], Spread(layers[index], 2 * Shown), new PatchesOptions { PatchSize = 128 }, progress, cancellation);
            html.Append(Rows(table, index + 1));
        }

        return html.Append("</section>").ToString();
    }

    private string Rows(PatchTable table, int number)
    {
        int[] alive = [.. table.Channels.Where(channel => table.Of(channel) is [{ Score: > 0 }, ..])];      // some channels answer to none of these pictures
        int[] channels = [.. alive.Where((_, i) => alive.Length <= Shown || i % (alive.Length / (double)Shown) < 1).Take(Shown)];
        StringBuilder html = new($"<h3>{Page.Escape(table.Layer)}</h3><div class=\"row\">");
        foreach (int channel in channels)
        {
            string file = $"patches-{number}-{channel:0000}.png";
            table.ToImage(Tile, [channel]).Save(Path.Combine(output, file));
            html.Append(Page.Figure(file, $"patches of channel {channel}", $"channel {channel}: activations {table.Of(channel)[0].Score:0.##} to {table.Of(channel)[^1].Score:0.##}"));
        }

        return html.Append($"</div><details><summary>exactly</summary>{Page.Escape(table.Caption)}</details>").ToString();
    }

    /// <summary>The last rectified layer whose units see at most a sixth of the input's height, and the last one whose units do not see more than all of it.</summary>
    private IEnumerable<string> Layers()
    {
        (Layer Layer, ReceptiveField Field)[] known = [.. model.Layers.Where(layer => layer is { Operator: "Relu", OutputShape: { Rank: 4 } shape } && shape[2] * shape[3] >= 16)
            .Select(layer => (layer, FieldOf(layer.Name))).Where(pair => pair.Item2 is not null).Select(pair => (pair.layer, pair.Item2!.Value))];
        int height = model.InputShape!.Value[2];
        string? early = known.LastOrDefault(pair => 6 * pair.Field.Height <= height).Layer?.Name ?? known.FirstOrDefault().Layer?.Name;
        string? late = known.LastOrDefault(pair => pair.Field.Height <= height).Layer?.Name ?? early;
        return known.Length == 0 ? [] : new[] { early!, late! }.Distinct();
    }

    private ReceptiveField? FieldOf(string layer)
    {
        try
        {
            return model.ReceptiveFieldOf(layer);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private int[] Spread(string layer, int count)
    {
        int all = model.Layers.Single(each => each.Name == layer).OutputShape!.Value[1];
        return [.. Enumerable.Range(0, Math.Min(all, count)).Select(i => (int)((long)i * all / Math.Min(all, count)))];
    }

    private static IEnumerable<NamedImage> Readable(IReadOnlyList<(string Name, Func<RgbImage> Load)> pictures)
    {
        foreach ((string name, Func<RgbImage> load) in pictures)
        {
            RgbImage image;
            try
            {
                image = load();
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return new NamedImage(name, image);
        }
    }
}
