using System.Text.Json;
using NetInsight.Formats;

namespace NetInsight.Models.Statements;

/// <summary>The JSON files of one folder, each read and parsed when it is first asked for, whatever is then looked for in it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="maxBytes">The largest file that is read.</param>
internal sealed class JsonFolder(string folder, int maxBytes)
{
    private static readonly JsonDocumentOptions Json = new()
    {
        MaxDepth = 64,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly Dictionary<string, JsonElement?> _files = [];

    /// <summary>The path of a file of the folder.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>What a file's object states; null where there is no such file, or its root is no object.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="read">Reads the object.</param>
    /// <exception cref="ModelFormatException">The file is malformed; the message names it.</exception>
    public T? Read<T>(string name, Func<JsonElement, T?> read) where T : class
    {
        bool isKnown = _files.TryGetValue(name, out JsonElement? root);
        string? text = isKnown ? null : BoundedFile.Read(PathOf(name), maxBytes);
        try
        {
            if (!isKnown)
                root = _files[name] = text is null ? null : Parse(text);
            return root is { ValueKind: JsonValueKind.Object } json ? read(json) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            string rule = e is JsonException ? "is no JSON" : "is malformed";
            throw BoundedFile.Fault(PathOf(name), $"{rule}: {e.Rule().TrimEnd('.')}.", e);
        }
    }

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, Json);
        return document.RootElement.Clone();
    }
}
