using System.Globalization;
using System.Net;
using System.Text;

namespace NetInsight.Reports.Shortcut;

/// <summary>The page of a <see cref="ShortcutReport"/>: tables and figures, without a script.</summary>
internal static class ShortcutPage
{
    private const int ClassesWithFigures = 24, ConfusionsShown = 30;

    /// <summary>The text of the page.</summary>
    public static string Write(ShortcutReport report)
    {
        StringBuilder body = new($"<h1>Where the network looks, class by class</h1>\n<p>{Text(report.Caption)}</p>\n");
        WriteClasses(body, report);
        foreach (ShortcutClass each in report.Classes.Take(ClassesWithFigures))
            WriteClass(body, each);
        WriteConfusions(body, report);
        return PageShell.Write("Shortcut", "Shortcuts", body.ToString());
    }

    private static void WriteClasses(StringBuilder html, ShortcutReport report)
    {
        html.Append("<table>\n<caption>All classes, the most surprising first.</caption>\n<tr>");
        foreach (string head in (string[])["class", "images", "accuracy", "evidence outside", "area outside", "surprise", "most in"])
            html.Append($"<th scope=\"col\">{head}</th>");
        html.Append("</tr>\n");
        foreach (ShortcutClass each in report.Classes)
        {
            html.Append($"<tr><th scope=\"row\">{Text(each.Label)}</th><td>{each.Count}</td><td>{Percent(each.Accuracy)}</td>")
                .Append($"<td>{Percent(each.OutsideShare)}</td><td>{Percent(each.OutsideArea)}</td><td>{Number(each.Surprise)}</td>")
                .Append($"<td>{(each.EvidenceCount == 0 ? "no evidence" : Text(each.Hotspot.ToString()))}</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static void WriteClass(StringBuilder html, ShortcutClass each)
    {
        html.Append($"<section>\n<h2>{Text(each.Label)}</h2>\n<div class=\"figures\">\n");
        WriteFigure(html, each.MeanMap.ToImage(cellSize: 16).Encode(ImageFormat.Png), "png", each.MeanMap.Caption);
        foreach (ShortcutExample example in each.Examples)
        {
            WriteFigure(
                html, example.Image.Encode(ImageFormat.Jpeg), "jpeg",
                $"{example.ImageId}: {Percent(example.OutsideShare)} of the evidence outside; the answer is {example.PredictedLabel}.");
        }

        html.Append("</div>\n</section>\n");
    }

    private static void WriteConfusions(StringBuilder html, ShortcutReport report)
    {
        Heatmap map = report.ConfusionMap();
        html.Append("<section>\n<h2>Confusions</h2>\n");
        if (map.Width > 1)
        {
            string source = Convert.ToBase64String(map.ToImage().Encode(ImageFormat.Png));
            html.Append($"<img class=\"confusions\" alt=\"{Text(map.Caption)}\" src=\"data:image/png;base64,{source}\">\n")
                .Append($"<p>{Text(map.Caption)}</p>\n");
        }

        html.Append("<table>\n<caption>The most frequent.</caption>\n")
            .Append("<tr><th scope=\"col\">class</th><th scope=\"col\">taken for</th><th scope=\"col\">images</th></tr>\n");
        foreach (ShortcutConfusion pair in report.Confusions.Take(ConfusionsShown))
            html.Append($"<tr><th scope=\"row\">{Text(pair.Label)}</th><td>{Text(pair.PredictedLabel)}</td><td>{pair.Count}</td></tr>\n");
        html.Append("</table>\n</section>\n");
    }

    private static void WriteFigure(StringBuilder html, byte[] image, string type, string caption) =>
        html.Append($"<figure><img alt=\"{Text(caption)}\" src=\"data:image/{type};base64,{Convert.ToBase64String(image)}\">")
            .Append($"<figcaption>{Text(caption)}</figcaption></figure>\n");

    private static string Percent(double share) =>
        double.IsNaN(share) ? "none" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%");

    private static string Number(double value) =>
        double.IsNaN(value) ? "none" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0}");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
