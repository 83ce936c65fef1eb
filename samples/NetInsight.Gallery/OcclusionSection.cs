using System.Text;

namespace NetInsight.Gallery;

/// <summary>For each picture: what the network answers, and where the answer comes from.</summary>
internal sealed class OcclusionSection(Model model, string output)
{
    private const int Shown = 224;

    /// <summary>What the section shows and what to look for.</summary>
    public static string Introduction() =>
        """
        <p class="lead">Each row shows a picture as the network sees it, the network's answer, and where that answer comes from: part after part
        of the picture is hidden behind a gray window, and the probability of the answer is measured anew. <b>Red</b> places speak for the answer
        (hiding them lowers its probability), <b>blue</b> ones against it. A network that looks at the thing itself has its red on the thing; red
        on the background means that it has learned something else.</p>
        """;

    /// <summary>The row of one picture; its pictures are written into the output folder.</summary>
    public string Explain(int index, string name, RgbImage photo, IProgress<Progress> progress, CancellationToken cancellation)
    {
        RgbImage fitted = model.Fit(photo);
        OcclusionMap map = Occlusion.Compute(model, photo, Options(fitted), progress, cancellation);
        RgbImage background = Enlarged(photo, fitted);
        Heatmap drop = map.Drop(), positions = map.ProbabilityMap();

        string stem = $"picture-{index + 1:000}";
        Save(background, $"{stem}.png");
        Save(drop.Resample(background.Height, background.Width).Over(background, 0.65, scale: drop.DefaultScale, grayPhoto: true), $"{stem}-occlusion.png");
        Save(drop.Legend(256, 8), $"{stem}-scale.png");
        Save(positions.ToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-positions.png");
        Save(positions.Legend(256, 8), $"{stem}-positions-scale.png");
        Save(map.WinnersToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-winners.png");

        return $"""
            <section class="picture">
            <h2>{Page.Escape(name)}</h2>
            <div class="row">
            {Page.Figure($"{stem}.png", name, $"the picture; the network is shown {fitted.Width} x {fitted.Height} pixels of it")}
            {Answers(photo, cancellation)}
            <figure><img src="{stem}-occlusion.png" alt="occlusion map">{Scale($"{stem}-scale.png", drop.DefaultScale)}<figcaption>what speaks for <b>{Page.Escape(map.Label)}</b> (red) and against it (blue): drop of its probability when hidden</figcaption></figure>
            <figure class="cells"><img src="{stem}-positions.png" alt="probability at each position">{Scale($"{stem}-positions-scale.png", positions.DefaultScale)}<figcaption>its probability with the window at each of {positions.Height} x {positions.Width} positions: dark where hiding hurts</figcaption></figure>
            <figure class="cells"><img src="{stem}-winners.png" alt="winning class at each position"><figcaption>the answer with the window there: {Rivals(map)}</figcaption></figure>
            </div>
            <details><summary>exactly</summary>{Page.Escape(map.Caption)}</details>
            </section>
            """;
    }

    /// <summary>What the network sees of the picture, with the pixels that small inputs leave out.</summary>
    private RgbImage Enlarged(RgbImage photo, RgbImage fitted)
    {
        int factor = Math.Max(1, (int)Math.Round((double)Shown / fitted.Height));
        Preprocessing finer = model.Preprocessing with { ShortSide = model.Preprocessing.ShortSide * factor };
        return finer.Fit(photo, fitted.Height * factor, fitted.Width * factor);
    }

    /// <summary>Small inputs get a window of a quarter of the side, moved by a sixteenth: fine enough to see the thing's shape.</summary>
    private static OcclusionOptions Options(RgbImage fitted) => fitted.Height <= 96
        ? new OcclusionOptions { Window = new OcclusionWindow(Math.Max(2, fitted.Height / 4), Math.Max(2, fitted.Width / 4), Math.Max(1, fitted.Height / 16), Math.Max(1, fitted.Width / 16)) }
        : OcclusionOptions.Default;

    private string Answers(RgbImage photo, CancellationToken cancellation)
    {
        StringBuilder html = new("<div class=\"answers\">");
        foreach (Prediction answer in model.Classify(photo, 5, cancellation))
        {
            html.Append($"<div class=\"answer\"><span class=\"number\">{answer.Probability:P1}</span><span class=\"name\">{Page.Escape(answer.Label)}</span>")
                .Append($"<div class=\"bar\"><div style=\"width:{answer.Probability * 100:0.#}%\"></div></div></div>");
        }

        return html.Append("</div>").ToString();
    }

    private string Rivals(OcclusionMap map)
    {
        IReadOnlyList<int> rivals = map.RivalClasses();
        StringBuilder html = new("<span class=\"key\" style=\"background:#e1e1e1\"></span>the same");
        for (int i = 0; i < Math.Min(rivals.Count, 4); i++)
            html.Append($"; <span class=\"key\" style=\"background:{OcclusionMap.RivalColor(i)}\"></span>{Page.Escape(model.LabelOf(rivals[i]))}");
        return html.Append(rivals.Count > 4 ? $" and {rivals.Count - 4} more" : "").ToString();
    }

    private static string Scale(string legend, ColorScale scale) =>
        $"<div class=\"scale\">{scale.Minimum:0.####}<img src=\"{legend}\" alt=\"colour scale\">{scale.Maximum:0.####}</div>";

    private void Save(RgbImage picture, string name) => picture.Save(Path.Combine(output, name));
}
