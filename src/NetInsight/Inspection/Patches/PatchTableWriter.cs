using System.Text.Json;

namespace NetInsight.Inspection.Patches;

/// <summary>Writes a table as JSON. Patches that several channels share are written once.</summary>
internal static class PatchTableWriter
{
    /// <summary>What the file says it is.</summary>
    public const string Format = "netinsight.patches";

    /// <summary>The version that is written; raised when readers of this one could not read what is written.</summary>
    public const int Version = 1;

    private const int FlushAt = 1 << 20;

    /// <summary>Writes all of a table.</summary>
    public static void Write(Utf8JsonWriter json, PatchTable table, CancellationToken cancellation)
    {
        PatchSettings settings = table.Settings;
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("layer", settings.Layer);
        json.WriteString("network", settings.Network);
        Numbers(json, "input", settings.InputHeight, settings.InputWidth);
        if (settings.Field is { } field)
            Numbers(json, "field", field.Height, field.Width, field.StrideDown, field.StrideRight, field.Top, field.Left);
        json.WriteNumber("count", settings.Count);
        json.WriteNumber("perPicture", settings.PerPicture);
        json.WriteNumber("patchSize", settings.PatchSize);
        json.WriteStartArray("pictures");
        foreach (string id in table.ImageIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        WriteRows(json, table, WritePatches(json, table, cancellation));
        json.WriteEndObject();
    }

    private static Dictionary<RgbImage, int> WritePatches(Utf8JsonWriter json, PatchTable table, CancellationToken cancellation)
    {
        Dictionary<RgbImage, int> numbers = new(ReferenceEqualityComparer.Instance);
        json.WriteStartArray("patches");
        foreach (ActivatingPatch patch in table.Channels.SelectMany(channel => table.Of(channel)))
        {
            if (!numbers.TryAdd(patch.Image, numbers.Count))
                continue;
            json.WriteStartArray();
            json.WriteNumberValue(patch.Image.Width);
            json.WriteNumberValue(patch.Image.Height);
            json.WriteBase64StringValue(patch.Image.Pixels);
            json.WriteEndArray();
            cancellation.ThrowIfCancellationRequested();
            if (json.BytesPending > FlushAt)
                json.Flush();
        }

        json.WriteEndArray();
        return numbers;
    }

    private static void WriteRows(Utf8JsonWriter json, PatchTable table, Dictionary<RgbImage, int> patches)
    {
        Dictionary<string, int> pictures = new(StringComparer.Ordinal);
        foreach (string id in table.ImageIds)
            pictures.Add(id, pictures.Count);
        json.WriteStartArray("channels");
        foreach (int channel in table.Channels)
        {
            json.WriteStartObject();
            json.WriteNumber("channel", channel);
            json.WriteStartArray("units");
            foreach (ActivatingPatch unit in table.Of(channel))
            {
                json.WriteStartObject();
                json.WriteNumber("picture", pictures[unit.ImageId]);
                json.WriteNumber("score", unit.Score);
                json.WriteNumber("row", unit.Row);
                json.WriteNumber("column", unit.Column);
                Numbers(json, "original", unit.Original.Left, unit.Original.Top, unit.Original.Width, unit.Original.Height);
                json.WriteNumber("patch", patches[unit.Image]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, params ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
