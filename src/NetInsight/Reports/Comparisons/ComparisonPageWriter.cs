using System.Globalization;
using System.Net;
using System.Text;
using NetInsight.Imaging;

namespace NetInsight.Reports.Comparisons;

/// <summary>
/// Writes a comparison's page. Texts, curves and tables are HTML; the script adds maps, the slider and the values under the pointer.
/// </summary>
internal static class ComparisonPageWriter
{
    /// <summary>The text of the page.</summary>
    public static string Write(ComparisonReport report, CancellationToken cancellation)
    {
        string title = report.Target.Label is { } label ? $"Why {label}?" : $"What {report.Target} depends on";
        StringBuilder body = new();
        body.Append($"<header><h1>{Escape(title)}</h1>\n{Lead(report)}</header>\n<main>\n");
        WriteMaps(body, report);
        WriteRegions(body, report);
        WriteAgreement(body, report.Agreement);
        WriteScores(body, report);
        body.Append($"<h2>How it was computed</h2>\n<p class=\"soft\">{Escape(report.Caption)} {Escape(report.Agreement.ToString())} ")
            .Append($"All of it took {ComparisonSentences.Seconds(report.Time)}.</p>\n</main>\n");
        return PageShell.Write("Comparison", title, body.ToString(), ComparisonJson.Write(report, cancellation));
    }

    private static string Lead(ComparisonReport report)
    {
        string answers = report.Predictions.IsEmpty ? "" : "The network answers " + string.Join(", then ", report.Predictions.Select(
            prediction => string.Create(CultureInfo.InvariantCulture, $"{prediction.Label} ({prediction.Probability:0.0%})"))) + ". ";
        string explained = $"Explained: {report.Target}, {Digits.Of(report.Target.Score)} {report.Target.Unit}.";
        ComparedMethod[] shown = [.. report.Methods.Where(method => method.Verdict > ComparisonVerdict.Empty)];
        int faithful = shown.Count(method => method.Verdict == ComparisonVerdict.Faithful), empty = report.Methods.Count(
            method => method.Verdict == ComparisonVerdict.Empty), none = report.Methods.Length - shown.Length - empty;
        string best = report.Best is { } one ? $" Look first at {one.Name}, which is the best here." : "";
        string verdict = shown.Length == 0 ? "No method has a map that says anything."
            : $"{faithful} of {report.Methods.Length} methods {(faithful == 1 ? "is" : "are")} faithful for this image.{best}";
        string others = (empty > 0 ? $" {empty} {(empty == 1 ? "map is" : "maps are")} drawn empty." : "")
            + (none > 0 ? $" {none} {(none == 1 ? "does" : "do")} not apply to this network." : "");
        return $"<p class=\"lead\">{Escape(answers + explained)}</p>\n<p class=\"lead\">{Escape(verdict + others)}</p>\n"
            + (report.Assumption.Length > 0 ? $"<p class=\"soft\">{Escape(report.Assumption)}</p>\n" : "");
    }

    private static void WriteMaps(StringBuilder body, ComparisonReport report)
    {
        ImageCells cells = ComparisonJson.CellsOf(report);
        string stored = (cells.Rows, cells.Columns) == (cells.Height, cells.Width) ? ""
            : $" The page holds the maps as means over {cells.Rows} x {cells.Columns} cells (rows x columns).";
        string hatched = report.Methods.Any(method => method.Heatmap?.Hatched.Contains(true) == true)
            ? " Striped: the method calls these values not certain." : "";
        body.Append("<h2>The maps</h2>\n<p class=\"soft\">All maps are on one scale: red speaks for the answer, blue against it, and ")
            .Append("where nothing was found there is no colour. Move the pointer over a map, or focus one and use the arrow keys, to ")
            .Append($"read the values of all maps at one pixel.{hatched}{stored}</p>\n")
            .Append("<div class=\"bar\"><label for=\"strength\">Strength of the colours ")
            .Append("<input id=\"strength\" type=\"range\" min=\"0\" max=\"100\" value=\"80\">")
            .Append("<output for=\"strength\">80%</output></label>")
            .Append("<span class=\"key\">against <i></i> for</span><p id=\"place\" role=\"status\"></p></div>\n")
            .Append("<noscript><p>The maps are drawn by the script of this file, which the browser does not run.</p></noscript>\n")
            .Append("<div class=\"maps\">\n<figure><div class=\"stack\" tabindex=\"0\" role=\"img\" aria-label=\"The image as the ")
            .Append("network gets it\"></div><figcaption><div class=\"head\"><h3>the image</h3></div><p>As the network gets it: ")
            .Append($"{report.Image.Height} x {report.Image.Width} pixels (height x width).</p></figcaption></figure>\n");
        int index = 0;
        foreach (ComparedMethod method in report.Methods)
            WriteFigure(body, report, method, method.Heatmap is null ? -1 : index++);
        body.Append("</div>\n");
    }

    private static void WriteFigure(StringBuilder body, ComparisonReport report, ComparedMethod method, int index)
    {
        bool isBest = method == report.Best;
        body.Append($"<figure{(isBest ? " class=\"best\"" : "")}>");
        if (index >= 0)
        {
            body.Append($"<div class=\"stack over\" data-map=\"{index}\" tabindex=\"0\" role=\"img\" aria-label=\"")
                .Append(Escape($"Map of {method.Name} over the image. {method.Reading} {method.Sentences.FirstOrDefault()}"))
                .Append("\"></div>");
        }

        body.Append($"<figcaption><div class=\"head\"><h3>{Escape(method.Name)}</h3>{Badge(method)}{(isBest ? " best here" : "")}</div>");
        if (index >= 0)
            body.Append($"<p>{Escape(method.Reading)}</p><p class=\"here\">Here: point at the map.</p>");
        body.Append("<ul>");
        foreach (string sentence in method.Sentences)
            body.Append($"<li>{Escape(sentence)}</li>");
        body.Append("</ul>");
        if (method.Deletion is not null)
        {
            body.Append(CurveSvg.Write(method, report.Controls)).Append("<p class=\"lines\"><b class=\"deletion\">Deletion</b> and ")
                .Append("<b class=\"insertion\">insertion</b> from no pixel to all; dashed: the controls.</p>");
        }

        if (method.Heatmap is { } map)
            body.Append($"<details><summary>Definition</summary>{Escape(Printable.Escape(map.Caption))}</details>");
        body.Append("</figcaption></figure>\n");
    }

    private static void WriteRegions(StringBuilder body, ComparisonReport report)
    {
        AnswerRegion[] regions = [.. new[] { report.KeptRegion, report.FlippedRegion }.OfType<AnswerRegion>()];
        if (regions.Length == 0 && report.RegionRemarks.Length == 0)
            return;
        body.Append("<h2>What is enough, and what decides</h2>\n<div class=\"regions\">\n");
        foreach (AnswerRegion region in regions)
        {
            body.Append($"<figure><img class=\"proof\" src=\"{ComparisonJson.DataUrl(region.Image)}\" alt=\"")
                .Append(region.Keeps ? "The image with only the region shown that is enough for the answer"
                    : "The image with the region replaced that decides the answer")
                .Append($"\"><figcaption>{Escape(region.Caption)}</figcaption></figure>\n");
        }

        body.Append("</div>\n");
        if (report.RegionRemarks.Length > 0)
            body.Append($"<p>{Escape(report.RegionRemarks)}</p>\n");
    }

    private static void WriteAgreement(StringBuilder body, RankAgreement agreement)
    {
        body.Append($"<h2>Do the methods agree?</h2>\n<p>{Escape(ComparisonSentences.Of(agreement))}</p>\n");
        if (agreement.Methods.Length < 2)
            return;
        body.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Rank correlations\"><table class=\"matrix\">")
            .Append("<thead><tr><th scope=\"col\">rank correlation</th>");
        for (int i = 0; i < agreement.Methods.Length; i++)
            body.Append($"<th scope=\"col\" title=\"{Escape(agreement.Methods[i])}\">{i + 1}</th>");
        body.Append("</tr></thead>\n<tbody>");
        for (int i = 0; i < agreement.Methods.Length; i++)
        {
            body.Append($"<tr><th scope=\"row\">{i + 1} {Escape(agreement.Methods[i])}</th>");
            for (int j = 0; j < agreement.Methods.Length; j++)
            {
                double value = agreement[i, j];
                body.Append(double.IsNaN(value) ? "<td class=\"n\">-</td>" : $"<td class=\"a{Level(value)}\">{Rounded(value)}</td>");
            }

            body.Append("</tr>\n");
        }

        body.Append("</tbody></table></div>\n");
    }

    private static void WriteScores(StringBuilder body, ComparisonReport report)
    {
        body.Append("<h2>All scores</h2>\n<p class=\"soft\">Deletion and insertion are areas under the curves above")
            .Append(report.Methods.Any(method => method.Deletion?.Probabilities.IsEmpty == true)
                ? $", in {Escape(report.Target.Unit)}" : " of the probability")
            .Append(": lower deletion and higher insertion are better. Gray rows are controls that know nothing of the network; a map is ")
            .Append("called faithful if it is better than the random control of its own grain (pixels or regions) and the centre.</p>\n")
            .Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"All scores\"><table class=\"scores\"><thead><tr>")
            .Append("<th scope=\"col\">method</th>");
        foreach (string head in new[] { "verdict", "deletion", "insertion", "difference", "random weights", "sparseness", "time" })
            body.Append($"<th scope=\"col\">{head}</th>");
        body.Append("</tr></thead>\n<tbody>");
        foreach (ComparedMethod method in report.Methods)
        {
            Row("", method, Badge(method), Rounded(method.RandomizedCorrelation), Rounded(method.Sparseness),
                ComparisonSentences.Seconds(method.Time));
        }

        foreach (ComparedMethod control in report.Controls)
            Row(" class=\"control\"", control, "control", "-", "-", "-");
        body.Append("</tbody></table></div>\n");

        void Row(string attribute, ComparedMethod method, string verdict, params ReadOnlySpan<string> rest)
        {
            body.Append($"<tr{attribute}><th scope=\"row\">{Escape(method.Name)}</th><td>{verdict}</td>")
                .Append($"<td>{Rounded(method.DeletionArea)}</td><td>{Rounded(method.InsertionArea)}</td>")
                .Append($"<td>{Rounded(method.Faithfulness)}</td>");
            foreach (string cell in rest)
                body.Append($"<td>{cell}</td>");
            body.Append("</tr>\n");
        }
    }

    private static string Badge(ComparedMethod method) => $"<span class=\"verdict {method.Verdict}\">" + method.Verdict switch
    {
        ComparisonVerdict.Faithful => "faithful",
        ComparisonVerdict.Mixed => "faithful in part",
        ComparisonVerdict.Unfaithful => "not faithful",
        ComparisonVerdict.Empty => "empty",
        _ => "not applicable",
    } + "</span>";

    private static string Rounded(double value) => double.IsNaN(value) ? "-" : ComparisonSentences.Number(value);

    /// <summary>The colour of a correlation: 0 for -1, 3 about 0, 6 for 1.</summary>
    private static int Level(double correlation) => (int)Math.Round(3 * (correlation + 1));

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
