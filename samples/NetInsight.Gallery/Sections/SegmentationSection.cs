using System.Text;

namespace NetInsight.Gallery;

/// <summary>For each image the object that its class activation map points at.</summary>
internal sealed class SegmentationSection : ISection
{
    private const int Shown = 192, LongSide = 384;

    public string Title => "The object itself";

    public string Sentence =>
        "A class activation map marks the parts that decide the answer. Their colours, and those of what the map leaves dark, lead to the "
        + "rest of the object: the examples (object red, background blue), the contour that was found, and what is inside. Where an object "
        + "shares its colours with its surroundings the contour is wrong.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        ProgressBar bar = new("segmentation", context.Rows.Count);
        StringBuilder html = new("<div class=\"row\">");
        for (int row = 0; row < context.Rows.Count; row++)
        {
            GalleryImage image = context.Rows[row];
            html.AppendLine(Figure(context, image, $"object-{row + 1:000}.png", cancellation));
            bar.Show(row + 1);
        }

        ProgressBar.End();
        return html.Append("</div>").ToString();
    }

    private static string Figure(GalleryContext context, GalleryImage image, string file, CancellationToken cancellation)
    {
        string name = $"<b>{Page.Escape(image.Name)}</b>: {Page.Escape(image.Top.Label)}";
        SaliencySegmentationMask mask;
        RgbImage photo = image.Load();
        try
        {
            ClassActivationMap map = GradCam.Compute(context.Model, photo, cancellationToken: cancellation);
            mask = SaliencySegmentation.Compute(
                map, photo, new SaliencySegmentationOptions { LongSide = LongSide }, cancellationToken: cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ResourceLimitException)
        {
            // The network has no feature map, or the map shows no evidence, and says so.
            return $"<figure><figcaption>{name}. {Page.Escape(e.Message)}</figcaption></figure>";
        }

        RgbImage[] figures = [mask.SeedsOver(photo), mask.Over(photo), mask.CutOut(photo)];
        RgbImage[] tiles = [.. figures.Select(figure => figure.Resize(Shown, Math.Max(1, figure.Width * Shown / figure.Height)))];
        context.Save(ImageGrid.Arrange(tiles, 3, 2, RgbColor.White), file);
        return $"""
            <figure><img src="{file}" alt="{Page.Escape(image.Name)}: examples, contour, object">
            <figcaption>{name}, {(mask.Box is null ? "no object found by colours" : $"{mask.Share:P0} of the image")}
            <details><summary>details</summary>{Page.Escape(mask.Caption)}</details></figcaption></figure>
            """;
    }
}
