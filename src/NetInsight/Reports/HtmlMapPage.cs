using NetInsight.Reports;

namespace NetInsight;

/// <summary>The page of an <see cref="HtmlMap"/>. Immutable.</summary>
public sealed class HtmlMapPage
{
    internal HtmlMapPage(string html) => Html = html;

    /// <summary>The text of the file.</summary>
    public string Html { get; }

    /// <summary>Writes the page in UTF-8, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public void Save(string path) => PageShell.Save(path, () => Html);

    /// <inheritdoc cref="Save"/>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        PageShell.SaveAsync(path, () => Html, cancellationToken);
}
