using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetInsight.Imaging.Files;

namespace NetInsight.Tool.Running;

/// <summary>Results as JSON.</summary>
internal static class Json
{
    /// <summary>A number; null where it is not finite, which JSON cannot write.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <inheritdoc cref="Number(double)"/>
    public static JsonNode? Number(float value) => float.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>An array.</summary>
    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>The dimensions of a shape.</summary>
    public static JsonNode? Of(Shape? shape) => shape is { } known
        ? Array(Enumerable.Range(0, known.Rank).Select(axis => (JsonNode?)JsonValue.Create(known[axis])))
        : null;

    /// <summary>Predictions, best first.</summary>
    public static JsonArray Of(IEnumerable<Prediction> predictions) => Array(predictions.Select(prediction => (JsonNode)new JsonObject
    {
        ["class"] = prediction.Class,
        ["label"] = prediction.Label,
        ["probability"] = Number(prediction.Probability),
        ["logit"] = Number(prediction.Logit),
    }));

    /// <summary>Indented text.</summary>
    public static string Text(JsonNode node)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new JsonWriterOptions { Indented = true }))
            node.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Writes indented text into a file, whole or not at all.</summary>
    public static void Write(string path, JsonNode node)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Text(node) + "\n");
        WholeFile.Write(path, stream => stream.Write(bytes));
    }
}
