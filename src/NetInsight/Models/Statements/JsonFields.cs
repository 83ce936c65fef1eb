using System.Collections.Immutable;
using System.Text.Json;

namespace NetInsight.Models.Statements;

/// <summary>Fields of a JSON object that may be absent or null; of another type they are faults.</summary>
internal static class JsonFields
{
    /// <summary>A field; null where it is absent or null.</summary>
    public static JsonElement? Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement field) && field.ValueKind != JsonValueKind.Null
            ? field : null;

    /// <summary>A field that is an object; null where it is none.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Object } field ? field : null;

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static double? Number(this JsonElement json, string name) => json.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } field when field.TryGetDouble(out double value) && double.IsFinite(value) => value,
        _ => throw new FormatException($"'{name}' must be a number."),
    };

    /// <summary>A length in pixels.</summary>
    /// <exception cref="FormatException">It is no positive integer of at most 32,767.</exception>
    public static int? Pixels(this JsonElement json, string name) => json.Number(name) switch
    {
        null => null,
        >= 1 and <= 32767 and var value when value == Math.Floor(value) => (int)value,
        _ => throw new FormatException($"'{name}' must be a length of 1 to 32,767 pixels."),
    };

    /// <summary>True or false.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static bool? Flag(this JsonElement json, string name) => json.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new FormatException($"'{name}' must be true or false."),
    };

    /// <summary>A text.</summary>
    /// <exception cref="FormatException">It is no text.</exception>
    public static string? Text(this JsonElement json, string name) => json.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } field => field.GetString(),
        _ => throw new FormatException($"'{name}' must be a text."),
    };

    /// <summary>One value, or one for each of three channels; a list of another length is refused.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static ImmutableArray<float>? Channels(this JsonElement json, string name)
    {
        if (json.Field(name) is not { } field)
            return null;
        JsonElement[] elements = field.ValueKind == JsonValueKind.Array ? [.. field.EnumerateArray()] : [field];
        if (elements.Length is not (1 or 3) || !elements.All(element => element.ValueKind == JsonValueKind.Number))
            throw new FormatException($"'{name}' must be 1 or 3 numbers.");
        return [.. elements.Select(element => element.GetSingle())];
    }

    /// <summary>A size of two lengths of 1 to 32,767 pixels; null where they are none.</summary>
    public static ImageSize? SizeOf(JsonElement height, JsonElement width) =>
        height.ValueKind == JsonValueKind.Number && width.ValueKind == JsonValueKind.Number
            && height.TryGetInt32(out int rows) && width.TryGetInt32(out int columns)
            && rows is > 0 and <= 32767 && columns is > 0 and <= 32767
            ? new ImageSize(rows, columns) : null;
}
