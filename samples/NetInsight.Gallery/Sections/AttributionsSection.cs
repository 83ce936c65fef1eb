using System.Text;

namespace NetInsight.Gallery;

/// <summary>For each image a row of attributions: what each method says on which pixels the first prediction depends.</summary>
internal sealed class AttributionsSection : ISection
{
    private const int Shown = 224, MostSquares = 32;

    public string Title => "Attributions";

    public string Sentence =>
        "The same question, on which pixels the first prediction depends, asked in other ways. Below each figure stand what its colours "
        + "mean and the values at their ends. Methods differ because they measure different things: what all of them mark is safe to say, "
        + "what only one marks may be a property of the method.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        IReadOnlyList<AttributionMethod> methods = AttributionMethod.All;
        ProgressBar bar = new("attributions", context.Rows.Count * methods.Count);
        StringBuilder html = new();
        for (int row = 0; row < context.Rows.Count; row++)
        {
            GalleryImage image = context.Rows[row];
            RgbImage photo = image.Load(), background = FinerImage.Of(context.Model, photo, Shown);
            html.Append($"<section class=\"image\"><h3>{Page.Escape(image.Name)}: {Page.Escape(image.Top.Label)} ")
                .Append($"({image.Top.Probability:P1})</h3><div class=\"row\">")
                .Append(Page.Figure(
                    context.Save(background, $"attribution-{row + 1:000}.png"), image.Name, "the part of the image that the network gets"));
            for (int index = 0; index < methods.Count; index++)
            {
                int item = row * methods.Count + index;
                string stem = $"attribution-{row + 1:000}-{index + 1:00}";
                html.AppendLine(Figure(context, methods[index], photo, background, stem, bar.Within(item), cancellation));
                bar.Show(item + 1);
            }

            html.AppendLine("</div></section>");
        }

        ProgressBar.End();
        return html.ToString();
    }

    private static string Figure(
        GalleryContext context,
        AttributionMethod method,
        RgbImage photo,
        RgbImage background,
        string stem,
        IProgress<Progress> progress,
        CancellationToken cancellation)
    {
        AttributionMap map;
        try
        {
            map = method.Compute(context.Model, photo, progress, cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ResourceLimitException)
        {
            // The method does not apply to this network, or is too large for it, and says why.
            return $"<figure><figcaption><b>{Page.Escape(method.Name)}</b>: {Page.Escape(e.Message)}</figcaption></figure>";
        }

        Heatmap heatmap = method.SumsSquares ? Squares(map.Heatmap) : map.Heatmap;
        context.Save(heatmap.WithOrigin(null).Over(background, 0.7, grayPhoto: true), $"{stem}.png");
        context.Save(heatmap.Legend(8, 256), $"{stem}-scale.png");
        return $"""
            <figure><img src="{stem}.png" alt="{Page.Escape(method.Name)}">{Page.Scale($"{stem}-scale.png", heatmap.DefaultScale)}
            <figcaption><b>{Page.Escape(method.Name)}</b>. {Page.Escape(method.Colors)}
            <details><summary>details</summary>{Page.Escape(heatmap.Caption)}</details></figcaption></figure>
            """;
    }

    /// <summary>A map summed over squares, at most 32 along its height; the sum of all values is kept.</summary>
    private static Heatmap Squares(Heatmap map)
    {
        int side = Math.Max(1, (map.Height + MostSquares - 1) / MostSquares);
        int rows = (map.Height + side - 1) / side, columns = (map.Width + side - 1) / side;
        float[] sums = new float[rows * columns];
        for (int i = 0; i < map.Values.Length; i++)
            sums[i / map.Width / side * columns + i % map.Width / side] += map.Values[i];
        ColorScale scale = ColorScale.Symmetric(sums);
        string caption = $"{map.Caption} Drawn here: sums over squares of {side} x {side} pixels, colours {scale}.";
        return new Heatmap(rows, columns, sums, caption, map.DefaultColormap, scale);
    }
}
