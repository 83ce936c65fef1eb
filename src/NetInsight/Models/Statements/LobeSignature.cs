using System.Text.Json;

namespace NetInsight.Models.Statements;

/// <summary>
/// <c>signature.json</c> of Lobe: inputs, outputs and the names of classes; images from 0 to 1, the square at their centre.
/// </summary>
internal static class LobeSignature
{
    /// <summary>What the file states; null where it is none of Lobe's.</summary>
    public static Statement? Read(JsonElement json, string origin)
    {
        bool isLobe = json.Object("inputs")?.Object("Image") is not null && json.Object("classes") is not null;
        string whose = $"{origin}, of Lobe, whose networks take images from 0 to 1";
        return !isLobe ? null : new Statement(PreprocessingSourceKind.NeighborFile, whose)
        {
            Preprocessing = Preprocessing.UnitRange,
            Size = Size(json.Object("inputs")!.Value.Object("Image")!.Value),
        };
    }

    /// <summary>The names of the classes; null where there are none.</summary>
    public static string[]? Names(JsonElement json) => List(json.Object("classes")?.Field("Label"), "classes");

    /// <summary>A list of names; null where there is none.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static string[]? List(JsonElement? names, string field)
    {
        if (names is not { ValueKind: JsonValueKind.Array } list)
            return null;
        JsonElement[] elements = [.. list.EnumerateArray()];
        return elements.All(name => name.ValueKind == JsonValueKind.String)
            ? [.. elements.Select(name => name.GetString()!)]
            : throw new FormatException($"'{field}' must list names.");
    }

    private static ImageSize? Size(JsonElement image) =>
        image.Field("shape") is { ValueKind: JsonValueKind.Array } shape && shape.GetArrayLength() == 4
            ? JsonFields.SizeOf(shape[1], shape[2]) : null;
}
