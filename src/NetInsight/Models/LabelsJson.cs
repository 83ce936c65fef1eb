using System.Globalization;
using System.Text.Json;

namespace NetInsight.Models;

/// <summary>Names of classes in JSON files, in the forms in which they circulate.</summary>
internal static class LabelsJson
{
    private static readonly string[] Keys = ["id2label", "names", "labels", "classes", "class_names"];

    /// <summary>
    /// The names, or what is wrong with the text; null where it is no JSON, as where the first label begins with a bracket.
    /// </summary>
    public static (IReadOnlyList<string>? Names, string? Fault)? Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                foreach (string key in Keys)
                {
                    if (root.TryGetProperty(key, out JsonElement inner) && Names(inner) is { } found)
                        return (found, null);
                }
            }

            return Names(root) is { } names
                ? (names, null)
                : (null, "is JSON, but holds no labels: a list of names, or an object from class (\"0\", \"1\", ...) to name, also as "
                    + "id2label, is expected.");
        }
        catch (JsonException e)
        {
            return text.AsSpan().TrimStart() is ['{', ..] ? (null, $"begins as JSON, but is none: {e.Message}") : null;
        }
    }

    private static List<string>? Names(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            List<string?> names = [.. element.EnumerateArray().Select(Name)];
            return names.Count > 0 && !names.Contains(null) ? [.. names.OfType<string>()] : null;
        }

        if (element.ValueKind != JsonValueKind.Object)
            return null;
        SortedDictionary<int, string> byClass = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && Name(property.Value) is { } name)
                byClass[index] = name;
            else if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out int value))
                byClass[value] = property.Name;
            else
                return null;
        }

        return byClass.Count > 0 && byClass.Keys.SequenceEqual(Enumerable.Range(0, byClass.Count)) ? [.. byClass.Values] : null;
    }

    /// <summary>A text, or the last of a list of texts: Keras writes <c>["n01440764", "tench"]</c>.</summary>
    private static string? Name(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array when element.GetArrayLength() > 0 && element[element.GetArrayLength() - 1].ValueKind == JsonValueKind.String =>
            element[element.GetArrayLength() - 1].GetString(),
        _ => null,
    };
}
