using System.Net;
using System.Text;

namespace NetInsight.Gallery;

/// <summary>One HTML page without anything from the network: style and script stand in it, pictures beside it.</summary>
internal sealed class Page(string title)
{
    private readonly StringBuilder _body = new();

    /// <summary>Adds a piece of HTML.</summary>
    public void Add(string html) => _body.AppendLine(html);

    /// <summary>Text made safe to stand in HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A picture with words under it.</summary>
    public static string Figure(string source, string alternative, string caption) =>
        $"<figure><img src=\"{Escape(source)}\" alt=\"{Escape(alternative)}\"><figcaption>{caption}</figcaption></figure>";

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
