using System.Text;
using NetInsight.Imaging.Files;

namespace NetInsight;

/// <summary>A page made by <see cref="HtmlMap"/>. Immutable.</summary>
public sealed class HtmlMapPage
{
    internal HtmlMapPage(string html) => Html = html;

    /// <summary>The whole file.</summary>
    public string Html { get; }

    /// <summary>Writes the page in UTF-8, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Html)));
    }

    /// <inheritdoc cref="Save"/>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Save(path), cancellationToken);
    }
}
