using System.Text;

namespace NetInsight.Gallery;

/// <summary>For each picture: what the network answers, and where the answer comes from.</summary>
internal sealed class OcclusionSection : ISection
{
    private const int Shown = 224;

    public string Title => "Answers and occlusion";

    public string Sentence =>
        """
        Each row shows a picture as the network sees it, the network's answer, and where that answer comes from: part after part
        of the picture is hidden behind a gray window, and the score of the answer (its logit) is measured anew. <b>Red</b> places speak for the answer
        (hiding them lowers its score), <b>blue</b> ones against it. Each map has a scale of its own, printed below it; a map whose
        changes are only rounding errors of the network is empty and says so. A network that looks at the thing itself has its red on the thing; red
        on the background means that it has learned something else.
        """;

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        ProgressBar bar = new("occlusion", context.Rows.Count);
        StringBuilder html = new();
        if (context.Rows.Count < context.Pictures.Count)
            html.Append($"<p>{context.Rows.Count} of {context.Pictures.Count} pictures have a row here; <code>--rows</code> asks for more.</p>");
        for (int row = 0; row < context.Rows.Count; row++)
        {
            GalleryPicture picture = context.Rows[row];
            html.AppendLine(Explain(context, row, picture.Name, picture.Load(), bar.Within(row), cancellation));
            bar.Show(row + 1);
        }

        ProgressBar.End();
        return html.ToString();
    }

    /// <summary>The row of one picture; its pictures are written into the output folder.</summary>
    private static string Explain(GalleryContext context, int index, string name, RgbImage photo, IProgress<Progress> progress, CancellationToken cancellation)
    {
        Model model = context.Model;
        RgbImage fitted = model.Fit(photo);
        OcclusionMap map = Occlusion.Compute(model, photo, Options(fitted), progress, cancellation);
        RgbImage background = FinerPicture.Of(model, photo, Shown);
        Heatmap drop = map.Drop(), positions = map.ProbabilityMap();

        string stem = $"picture-{index + 1:000}";
        context.Save(background, $"{stem}.png");
        context.Save(drop.WithOrigin(null).Over(background, 0.65, grayPhoto: true), $"{stem}-occlusion.png");
        context.Save(drop.Legend(8, 256), $"{stem}-scale.png");
        context.Save(positions.ToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-positions.png");
        context.Save(positions.Legend(8, 256), $"{stem}-positions-scale.png");
        context.Save(map.WinnersToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-winners.png");

        return $"""
            <section class="picture">
            <h3>{Page.Escape(name)}</h3>
            <div class="row">
            {Page.Figure($"{stem}.png", name, $"the picture; the network is shown {fitted.Width} x {fitted.Height} pixels of it")}
            {Answers(model, photo, cancellation)}
            <figure><img src="{stem}-occlusion.png" alt="occlusion map">{Scale($"{stem}-scale.png", drop.DefaultScale)}<figcaption>what speaks for <b>{Page.Escape(map.Label)}</b> (red) and against it (blue): drop of its logit when hidden{Empty(drop)}</figcaption></figure>
            <figure class="cells"><img src="{stem}-positions.png" alt="probability at each position">{Scale($"{stem}-positions-scale.png", positions.DefaultScale)}<figcaption>its probability with the window at each of {positions.Height} x {positions.Width} positions: dark where hiding hurts</figcaption></figure>
            <figure class="cells"><img src="{stem}-winners.png" alt="winning class at each position"><figcaption>the answer with the window there: {Rivals(model, map)}</figcaption></figure>
            </div>
            <details><summary>exactly</summary>{Page.Escape(map.Caption)}</details>
            </section>
            """;
    }

    /// <summary>Small inputs get a window of a quarter of the side, moved by a sixteenth: fine enough to see the thing's shape.</summary>
    private static OcclusionOptions Options(RgbImage fitted) => fitted.Height <= 96
        ? new OcclusionOptions { Window = new OcclusionWindow(Math.Max(2, fitted.Height / 4), Math.Max(2, fitted.Width / 4), Math.Max(1, fitted.Height / 16), Math.Max(1, fitted.Width / 16)) }
        : OcclusionOptions.Default;

    private static string Answers(Model model, RgbImage photo, CancellationToken cancellation)
    {
        StringBuilder html = new("<div class=\"answers\">");
        foreach (Prediction answer in model.Classify(photo, 5, cancellation))
        {
            html.Append($"<div class=\"answer\"><span class=\"number\">{answer.Probability:P1}</span><span class=\"name\">{Page.Escape(answer.Label)}</span>")
                .Append($"<div class=\"bar\"><div style=\"width:{answer.Probability * 100:0.#}%\"></div></div></div>");
        }

        return html.Append("</div>").ToString();
    }

    private static string Rivals(Model model, OcclusionMap map)
    {
        IReadOnlyList<int> rivals = map.RivalClasses();
        StringBuilder html = new("<span class=\"key\" style=\"background:#e1e1e1\"></span>the same");
        for (int i = 0; i < Math.Min(rivals.Count, 4); i++)
            html.Append($"; <span class=\"key\" style=\"background:{OcclusionMap.RivalColor(i)}\"></span>{Page.Escape(model.LabelOf(rivals[i]))}");
        return html.Append(rivals.Count > 4 ? $" and {rivals.Count - 4} more" : "").ToString();
    }

    private static string Scale(string legend, ColorScale scale) =>
        $"<div class=\"scale\">{Text(scale.Minimum)}<img src=\"{legend}\" alt=\"colour scale\">{Text(scale.Maximum)}</div>";

    private static string Text(double value) => Math.Abs(value) is > 0 and < 0.001 ? value.ToString("0.#E+0") : value.ToString("0.###");

    private static string Empty(Heatmap drop) => drop.IsWithinRounding
        ? $"; <b>empty</b>: the largest change is within the network's rounding errors of up to {Text(drop.RoundingFloor)}"
        : "";
}
