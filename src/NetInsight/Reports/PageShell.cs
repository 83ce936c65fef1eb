using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace NetInsight.Reports;

/// <summary>
/// The frame of a page of one file: style and script are resources of this assembly, the policy names them by hash, nothing is fetched.
/// </summary>
internal static class PageShell
{
    /// <summary>The text of a page.</summary>
    /// <param name="name">The resources, <c>name.css</c> and <c>name.js</c>.</param>
    /// <param name="title">The title, as text.</param>
    /// <param name="body">What comes before data and script, as HTML.</param>
    /// <param name="data">What the script reads, as JSON in which <c>&lt;</c> is escaped.</param>
    public static string Write(string name, string title, string body, string data)
    {
        string style = $"\n{Text($"{name}.css")}", script = $"\n{Text($"{name}.js")}";
        string policy = $"default-src 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'";
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append($"<title>{WebUtility.HtmlEncode(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n")
            .Append(body)
            .Append($"<script type=\"application/json\" id=\"data\">{data}</script>\n")
            .Append($"<script>{script}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>
    /// By what the page's policy names its own script and style: a browser runs no other, whatever a text of the data holds.
    /// </summary>
    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Text(string name)
    {
        using Stream stream = typeof(PageShell).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is missing from the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");           // as a browser reads it
    }
}
