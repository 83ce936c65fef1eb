using System.Text;

namespace NetInsight.Gallery;

/// <summary>Six channels of two layers and six classes: an image optimised for each, beside the images that activate it most.</summary>
internal sealed class SynthesisSection : ISection
{
    private const int Shown = 6, Steps = 192, Tile = 72, Patches = 6;

    public string Title => "What units want to see";

    public string Sentence =>
        "Left an image that was optimised, from noise, until a unit responded as strongly as it could; right the patches of all images "
        + "that activate the same unit most. The optimised image shows what the unit responds to and nothing else, the patches what of it "
        + "there is in images: where they seem to disagree, trust the patches.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        string[] layers = [.. PatchLayers.Of(context.Model)];
        string? scores = context.Model.ClassCount is null ? null
            : context.Model.Layers.LastOrDefault(layer => layer is { Operator: "Gemm" or "MatMul", OutputShape.Rank: 2 }
                && layer.OutputShape.Value[1] == context.Model.ClassCount)?.Name;
        ProgressBar bar = new("synthesis", Shown * (layers.Length + (scores is null ? 0 : 1)));
        StringBuilder html = new();
        int done = 0;
        foreach (string layer in layers)
            Append($"<h3>{Page.Escape(layer)}</h3>", Channels(context, layer, cancellation));
        if (scores is not null)
            Append("<h3>classes</h3>", Classes(context, scores, cancellation));
        ProgressBar.End();
        return html.Length > 0 ? html.ToString() : "<p>This network has neither rectified feature maps nor a layer of classes.</p>";

        void Append(string heading, IEnumerable<(string Name, Func<SynthesisPatchReport> Compute)> units)
        {
            html.Append(heading).Append("<div class=\"row patches\">");
            foreach ((string name, Func<SynthesisPatchReport> compute) in units)
            {
                html.AppendLine(Figure(context, name, compute, $"synthesis-{done + 1:00}.png"));
                bar.Show(++done);
            }

            html.Append("</div>");
        }
    }

    private static IEnumerable<(string Name, Func<SynthesisPatchReport> Compute)> Channels(
        GalleryContext context, string layer, CancellationToken cancellation)
    {
        int all = context.Model.Layers.Single(each => each.Name == layer).OutputShape!.Value[1];
        PatchTable table = MaximallyActivatingPatches.Compute(
            context.Model, context.Named(), layer, Spread.Over(all, 2 * Shown), new PatchesOptions { Count = Patches },
            cancellationToken: cancellation);
        string optimised = PatchLayers.BeforeRectifier(context.Model, layer);
        int[] alive = [.. table.Channels.Where(channel => table.Of(channel) is [{ Score: > 0 }, ..])];
        return Spread.Over(alive.Length, Shown).Select(index => alive[index]).Select(channel => (
            $"channel {channel}",
            (Func<SynthesisPatchReport>)(() => FeatureVisualization.Compute(
                context.Model, optimised, channel, new FeatureVisualizationOptions { Steps = Steps }, cancellationToken: cancellation)
                .Beside(context.Model, table, channel, cancellation))));
    }

    private static IEnumerable<(string Name, Func<SynthesisPatchReport> Compute)> Classes(
        GalleryContext context, string scores, CancellationToken cancellation)
    {
        // Of the classes that the images have, those of most images first.
        int[] classes =
        [
            .. context.Images.GroupBy(image => image.Top.Class).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                .Take(Shown).Select(group => group.Key),
        ];
        PatchTable table = MostActivatingImages.Compute(
            context.Model, context.Named(), scores, classes, new PatchesOptions { Count = Patches }, cancellationToken: cancellation);
        return classes.Select(index => (
            context.Images.First(image => image.Top.Class == index).Top.Label,
            (Func<SynthesisPatchReport>)(() => ClassVisualization.Compute(
                context.Model, Target.Class(index), new ClassVisualizationOptions { Steps = Steps }, cancellationToken: cancellation)
                .Beside(context.Model, table, index, cancellation))));
    }

    private static string Figure(GalleryContext context, string name, Func<SynthesisPatchReport> compute, string file)
    {
        SynthesisPatchReport report;
        try
        {
            report = compute();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ResourceLimitException)
        {
            // An operator without a gradient, or a layer that does not fit, says so.
            return $"<figure><figcaption><b>{Page.Escape(name)}</b>: {Page.Escape(e.Message)}</figcaption></figure>";
        }

        context.Save(report.ToImage(Tile), file);
        string reached = report.Percentiles[0] is { } percentile
            ? $"more than {percentile:0}% of the images"
            : "less than all patches shown";
        return $"""
            <figure><img src="{file}" alt="{Page.Escape(name)}: synthesised image and natural patches">
            <figcaption><b>{Page.Escape(name)}</b>: {report.Activations[0]:0.##}, {reached}
            <details><summary>details</summary>{Page.Escape(report.Caption)}</details></figcaption></figure>
            """;
    }
}
