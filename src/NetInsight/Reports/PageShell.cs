using System.Net;
using System.Security.Cryptography;
using System.Text;
using NetInsight.Imaging.Files;

namespace NetInsight.Reports;

/// <summary>
/// The frame of a page of one file: style and script are resources of this assembly, the policy names them by hash, nothing is fetched.
/// </summary>
internal static class PageShell
{
    /// <summary>The text of a page.</summary>
    /// <param name="name">The resources, <c>name.css</c> and, where there is a script, <c>name.js</c>.</param>
    /// <param name="title">The title, as text.</param>
    /// <param name="body">What comes before data and script, as HTML.</param>
    /// <param name="data">What the script reads, as JSON in which <c>&lt;</c> is escaped; null: no script runs.</param>
    public static string Write(string name, string title, string body, string? data = null)
    {
        string style = $"\n{Text($"{name}.css")}", policy = $"default-src 'none'; img-src data:; style-src '{Hash(style)}'", scripts = "";
        if (data is not null)
        {
            string script = $"\n{Text($"{name}.js")}";
            policy += $"; script-src '{Hash(script)}'";
            scripts = $"<script type=\"application/json\" id=\"data\">{data}</script>\n<script>{script}</script>\n";
        }

        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append($"<title>{WebUtility.HtmlEncode(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n")
            .Append(body).Append(scripts).Append("</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Writes a page in UTF-8, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public static void Save(string path, Func<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = Encoding.UTF8.GetBytes(write());
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    /// <inheritdoc cref="Save"/>
    public static Task SaveAsync(string path, Func<string> write, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Save(path, write), cancellation);
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
