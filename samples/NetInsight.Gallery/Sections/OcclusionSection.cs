using System.Text;

namespace NetInsight.Gallery;

/// <summary>For each image: the network's predictions, and the regions on which the first of them depends.</summary>
internal sealed class OcclusionSection : ISection
{
    private const int Shown = 224;

    public string Title => "Predictions and occlusion";

    public string Sentence =>
        """
        Each row shows the part of an image that the network gets, its predictions, and where the first of them comes from: a gray window
        moves over the image, and the score of the class (its logit) is computed with each region occluded. Occluding a <b>red</b> region
        lowers the score, occluding a <b>blue</b> one raises it. Each map has a scale of its own, printed below it; a map whose changes are
        only rounding errors of the network is empty and says so. Where a network uses the object itself, the object is red; a red
        background means that it has learned something else.
        """;

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        ProgressBar bar = new("occlusion", context.Rows.Count);
        StringBuilder html = new();
        if (context.Rows.Count < context.Images.Count)
            html.Append($"<p>{context.Rows.Count} of {context.Images.Count} images have a row here; <code>--rows</code> changes that.</p>");
        for (int row = 0; row < context.Rows.Count; row++)
        {
            GalleryImage image = context.Rows[row];
            html.AppendLine(Explain(context, row, image.Name, image.Load(), bar.Within(row), cancellation));
            bar.Show(row + 1);
        }

        ProgressBar.End();
        return html.ToString();
    }

    /// <summary>The row of one image; its figures are written into the output folder.</summary>
    private static string Explain(
        GalleryContext context, int index, string name, RgbImage photo, IProgress<Progress> progress, CancellationToken cancellation)
    {
        Model model = context.Model;
        RgbImage fitted = model.Fit(photo);
        OcclusionMap map = Occlusion.Compute(model, photo, null, Options(fitted), progress, cancellation);
        RgbImage background = FinerImage.Of(model, photo, Shown);
        Heatmap drop = map.Drop(), positions = map.ProbabilityMap();

        string stem = $"image-{index + 1:000}";
        context.Save(background, $"{stem}.png");
        context.Save(drop.WithOrigin(null).Over(background, 0.65, grayPhoto: true), $"{stem}-occlusion.png");
        context.Save(drop.Legend(8, 256), $"{stem}-scale.png");
        context.Save(positions.ToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-positions.png");
        context.Save(positions.Legend(8, 256), $"{stem}-positions-scale.png");
        context.Save(map.WinnersToImage(cellSize: Math.Max(1, Shown / positions.Width)), $"{stem}-winners.png");

        return $"""
            <section class="image">
            <h3>{Page.Escape(name)}</h3>
            <div class="row">
            {Page.Figure($"{stem}.png", name, $"the image; the network gets {fitted.Width} x {fitted.Height} pixels of it")}
            {Predictions(model, photo, cancellation)}
            <figure><img src="{stem}-occlusion.png" alt="occlusion map">{Page.Scale($"{stem}-scale.png", drop.DefaultScale)}
            <figcaption>evidence for <b>{Page.Escape(map.Target.Label!)}</b> (red) and against it (blue): drop of its logit when
            occluded{Empty(drop)}</figcaption></figure>
            <figure class="cells"><img src="{stem}-positions.png" alt="probability at each position">
            {Page.Scale($"{stem}-positions-scale.png", positions.DefaultScale)}<figcaption>its probability with the window at each of
            {positions.Height} x {positions.Width} positions: dark where it is lowest</figcaption></figure>
            <figure class="cells"><img src="{stem}-winners.png" alt="predicted class at each position">
            <figcaption>the predicted class with the window at each position: {Rivals(model, map)}</figcaption></figure>
            </div>
            <details><summary>details</summary>{Page.Escape(map.Caption)}</details>
            </section>
            """;
    }

    /// <summary>Small inputs get a window of a quarter of the side, moved by a sixteenth: fine enough to show the object's shape.</summary>
    private static OcclusionOptions Options(RgbImage fitted) => fitted.Height <= 96
        ? new OcclusionOptions
        {
            Window = new OcclusionWindow(
                Math.Max(2, fitted.Height / 4), Math.Max(2, fitted.Width / 4),
                Math.Max(1, fitted.Height / 16), Math.Max(1, fitted.Width / 16)),
        }
        : OcclusionOptions.Default;

    private static string Predictions(Model model, RgbImage photo, CancellationToken cancellation)
    {
        StringBuilder html = new("<div class=\"predictions\">");
        foreach (Prediction prediction in model.Classify(photo, 5, cancellation))
        {
            html.Append($"<div class=\"prediction\"><span class=\"number\">{prediction.Probability:P1}</span>")
                .Append($"<span class=\"name\">{Page.Escape(prediction.Label)}</span>")
                .Append($"<div class=\"bar\"><div style=\"width:{prediction.Probability * 100:0.#}%\"></div></div></div>");
        }

        string note = model.PreprocessingSource.Note;
        return html.Append(note.Length > 0 ? $"<small>{Page.Escape(note)}</small>" : "").Append("</div>").ToString();
    }

    private static string Rivals(Model model, OcclusionMap map)
    {
        IReadOnlyList<int> rivals = map.RivalClasses();
        StringBuilder html = new("<span class=\"key\" style=\"background:#e1e1e1\"></span>the same");
        for (int i = 0; i < Math.Min(rivals.Count, 4); i++)
        {
            html.Append($"; <span class=\"key\" style=\"background:{OcclusionMap.RivalColor(i)}\"></span>")
                .Append(Page.Escape(model.LabelOf(rivals[i])));
        }

        return html.Append(rivals.Count > 4 ? $" and {rivals.Count - 4} more" : "").ToString();
    }

    private static string Empty(Heatmap drop) => drop.IsWithinRounding
        ? $"; <b>empty</b>: the largest change is within the network's rounding errors of up to {Page.Number(drop.RoundingFloor)}"
        : "";
}
