using System.Net;
using System.Text;

namespace NetInsight.Gallery;

/// <summary>One HTML page that fetches nothing: style and script are inside, the figures are files beside it.</summary>
internal sealed class Page(string title)
{
    private readonly StringBuilder _body = new();
    private readonly StringBuilder _contents = new();
    private int _sections;

    /// <summary>Adds a section with its heading and its line in the contents.</summary>
    /// <param name="heading">The heading, as text.</param>
    /// <param name="sentence">What to look for, as HTML.</param>
    /// <param name="html">The rest, as HTML.</param>
    public void Add(string heading, string sentence, string html)
    {
        _sections++;
        _contents.Append($"<a href=\"#section-{_sections}\">{Escape(heading)}</a>");
        _body.AppendLine($"<section id=\"section-{_sections}\"><h2>{Escape(heading)}</h2><p class=\"lead\">{sentence}</p>{html}</section>");
    }

    /// <summary>Text escaped for HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A figure with a caption.</summary>
    public static string Figure(string source, string alternative, string caption) =>
        $"<figure><img src=\"{Escape(source)}\" alt=\"{Escape(alternative)}\"><figcaption>{caption}</figcaption></figure>";

    /// <summary>A figure in its own size, with a line under it and the full caption behind a click.</summary>
    public static string LargeFigure(string source, string alternative, string line, string caption) => $"""
        <figure class="large"><img src="{Escape(source)}" alt="{Escape(alternative)}">
        <figcaption>{line}<details><summary>details</summary>{Escape(caption)}</details></figcaption></figure>
        """;

    /// <summary>A colour bar with the values at its ends.</summary>
    public static string Scale(string legend, ColorScale scale) =>
        $"<div class=\"scale\">{Number(scale.Minimum)}<img src=\"{Escape(legend)}\" alt=\"colour scale\">{Number(scale.Maximum)}</div>";

    /// <summary>A number with three decimals, or as a power of ten where it is small.</summary>
    public static string Number(double value) => Math.Abs(value) is > 0 and < 0.001 ? value.ToString("0.#E+0") : value.ToString("0.###");

    /// <summary>Writes the page, whole or not at all.</summary>
    public void Write(string path)
    {
        string html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Escape(title)}</title>
            <style>{GallerySources.Text("page.css")}</style>
            </head>
            <body>
            <h1>{Escape(title)}</h1>
            <nav>{_contents}</nav>
            {_body}
            <script>{GallerySources.Text("page.js")}</script>
            </body>
            </html>
            """;
        string temporary = $"{path}.tmp";
        File.WriteAllText(temporary, html);
        File.Move(temporary, path, overwrite: true);
    }
}
