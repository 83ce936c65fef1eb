namespace NetInsight.Gallery;

/// <summary>One image explained by all methods, each with its scores, on a page of its own.</summary>
internal sealed class ComparisonSection : ISection
{
    private const int Shown = 224;

    public string Title => "Comparison";

    public string Sentence =>
        "All methods on one image, scored: which of them name pixels on which the answer really rests, how much they agree, which part of "
        + "the image is enough for the answer, and which part decides it.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        GalleryImage image = context.Subject;
        ProgressBar bar = new("comparison", 1);
        ComparisonReport report = Comparison.Compute(
            context.Model, image.Load(), progress: bar.Within(0), cancellationToken: cancellation);
        ProgressBar.End();
        report.Save(context.PathOf("why.html"));
        RgbImage figure = report.ToImage(columns: 6);
        int factor = Math.Max(1, Shown / 2 / report.Image.Height);
        string best = report.Best is { } one ? $"Best here: {one.Name}." : "No method has a map that says anything.";
        string regions = string.Join(" ", new[] { report.KeptRegion?.Caption, report.FlippedRegion?.Caption, report.RegionRemarks });
        return "<p><a href=\"why.html\">The page of the comparison</a>: all maps under one slider, and a sentence for each score.</p>"
            + Page.LargeFigure(
                context.Save(figure.Enlarge(factor), "why.png"),
                $"maps of {report.Methods.Length} methods for {image.Name}",
                Page.Escape($"{image.Name}: the image, the maps of the methods in their order, and the regions. {best}"),
                $"{report.Caption} {regions}".Trim());
    }
}
