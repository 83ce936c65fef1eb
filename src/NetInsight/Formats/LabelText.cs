using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NetInsight.Formats;

/// <summary>
/// Reads the names of classes from texts of metadata: a dictionary or list as Python or JSON write it, such as Ultralytics'
/// <c>{0: 'cat', 1: "barn owl"}</c>, or lines.
/// </summary>
internal static class LabelText
{
    /// <summary>The names in the order of classes; null where the text is nothing of the kind.</summary>
    public static string[]? Parse(string text)
    {
        string trimmed = text.Trim();
        return trimmed switch
        {
            ['{', .. string content, '}'] => Dictionary(content),
            ['[', .. string content, ']'] => List(content),
            ['(', .. string content, ')'] => List(content),
            _ when trimmed.Contains('\n') => Names(trimmed.Split('\n')),
            _ when trimmed.Contains(',') => Names(trimmed.Split(',')),
            _ => null,
        };
    }

    /// <summary>
    /// The names of a JSON file: a list or dictionary of names, one under <c>id2label</c> or <c>names</c>, or ImageNet's dictionary of
    /// [synset, name]; null where the text is nothing of the kind.
    /// </summary>
    public static string[]? ParseJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            bool isObject = root.ValueKind == JsonValueKind.Object;
            if (isObject && (root.TryGetProperty("id2label", out JsonElement inner) || root.TryGetProperty("names", out inner)))
                return Parse(inner.GetRawText());
            bool holdsLists = isObject && root.EnumerateObject().FirstOrDefault().Value.ValueKind == JsonValueKind.Array;
            return holdsLists ? LastOfEach(root) : Parse(text);
        }
        catch (JsonException)
        {
            return Parse(text);
        }
    }

    private static string[]? LastOfEach(JsonElement root)
    {
        SortedDictionary<int, string> names = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Array || property.Value.EnumerateArray().LastOrDefault() is not
                { ValueKind: JsonValueKind.String } name
                || !int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                return null;
            names[index] = name.GetString()!;
        }

        return names.Count > 0 && names.Keys.Last() == names.Count - 1 ? [.. names.Values] : null;
    }

    private static string[] Names(string[] names) => [.. names.Select(name => name.Trim())];

    private static string[]? List(string content)
    {
        List<string> names = [];
        foreach ((string token, char end) in Tokens(content))
        {
            if (end == ':')
                return null;
            names.Add(token);
        }

        return names.Count == 0 ? null : [.. names];
    }

    /// <summary>Index to name, or name to index; the indices must be 0, 1, 2, ... in any order.</summary>
    private static string[]? Dictionary(string content)
    {
        SortedDictionary<int, string> byKey = [], byValue = [];
        int entries = 0;
        string? key = null;
        foreach ((string token, char end) in Tokens(content))
        {
            if ((end == ':') != key is null)
                return null;
            if (key is null)
            {
                key = token;
                continue;
            }

            entries++;
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                byKey[index] = token;
            if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index))
                byValue[index] = key;
            key = null;
        }

        SortedDictionary<int, string>? names = entries == 0 || key is not null ? null
            : IsComplete(byKey) ? byKey
            : IsComplete(byValue) ? byValue : null;
        return names?.Values.ToArray();

        bool IsComplete(SortedDictionary<int, string> found) => found.Count == entries && found.Keys.Last() == entries - 1;
    }

    /// <summary>Texts, quoted or bare, with the separator that follows: comma, colon, or a comma at the end.</summary>
    private static IEnumerable<(string Token, char End)> Tokens(string content)
    {
        StringBuilder token = new();
        char quote = '\0';
        bool wasQuoted = false, isBlank = true;
        for (int i = 0; i <= content.Length; i++)
        {
            char c = i < content.Length ? content[i] : ',';
            if (quote != '\0' && i < content.Length)
            {
                if (c == '\\' && i + 1 < content.Length)
                    token.Append(Escaped(content, ref i));
                else if (c == quote)
                    quote = '\0';
                else
                    token.Append(c);
            }
            else if (c is '\'' or '"' && isBlank && !wasQuoted)
            {
                (quote, wasQuoted) = (c, true);
                token.Clear();
            }
            else if (c is ',' or ':')
            {
                string text = wasQuoted ? token.ToString() : token.ToString().Trim();
                if (wasQuoted || text.Length > 0)
                    yield return (text, c);
                token.Clear();
                (wasQuoted, isBlank) = (false, true);
            }
            else if (!wasQuoted)
            {
                token.Append(c);
                isBlank &= char.IsWhiteSpace(c);
            }
        }
    }

    /// <summary>The character of an escape as JSON and Python write them; <paramref name="i"/> moves to its last character.</summary>
    private static char Escaped(string content, ref int i)
    {
        char kind = content[++i];
        int digits = kind switch { 'u' => 4, 'x' => 2, _ => 0 };
        ReadOnlySpan<char> hexadecimal = content.AsSpan(i + 1, Math.Min(digits, content.Length - i - 1));
        if (digits > 0 && hexadecimal.Length == digits
            && ushort.TryParse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            i += digits;
            return (char)code;
        }

        return kind switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => kind };
    }
}
