using System.Text.Json;

namespace NetInsight.Inspection.Patches;

/// <summary>Writes a <see cref="PatchTable"/> as JSON. Patches that several channels share are written once.</summary>
internal static class PatchTableWriter
{
    /// <summary>The file's format, its first property.</summary>
    public const string Format = "netinsight.patches";

    /// <summary>The version that is written; raised when readers of this version could not read the file.</summary>
    public const int Version = 1;

    private const int FlushAt = 1 << 20;

    /// <summary>Writes a table.</summary>
    public static void Write(Utf8JsonWriter json, PatchTable table, CancellationToken cancellation)
    {
        PatchSettings settings = table.Settings;
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("layer", settings.Layer);
        json.WriteString("network", settings.Network);
        WriteIntegers(json, "input", settings.InputHeight, settings.InputWidth);
        if (settings.Field is { } field)
            WriteIntegers(json, "field", field.Height, field.Width, field.StrideDown, field.StrideRight, field.Top, field.Left);
        json.WriteNumber("count", settings.Count);
        json.WriteNumber("perPicture", settings.PerImage);
        json.WriteNumber("patchSize", settings.PatchSize);
        json.WriteStartArray("pictures");
        foreach (string id in table.ImageIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        WriteRows(json, table, WritePatches(json, table, cancellation));
        json.WriteEndObject();
    }

    /// <summary>Writes the patches; returns the index of each.</summary>
    private static Dictionary<RgbImage, int> WritePatches(Utf8JsonWriter json, PatchTable table, CancellationToken cancellation)
    {
        Dictionary<RgbImage, int> indices = new(ReferenceEqualityComparer.Instance);
        json.WriteStartArray("patches");
        foreach (ActivatingPatch patch in table.Channels.SelectMany(channel => table.Of(channel)))
        {
            if (!indices.TryAdd(patch.Image, indices.Count))
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
        return indices;
    }

    private static void WriteRows(Utf8JsonWriter json, PatchTable table, Dictionary<RgbImage, int> patches)
    {
        Dictionary<string, int> images = new(StringComparer.Ordinal);
        foreach (string id in table.ImageIds)
            images.Add(id, images.Count);
        json.WriteStartArray("channels");
        foreach (int channel in table.Channels)
        {
            json.WriteStartObject();
            json.WriteNumber("channel", channel);
            json.WriteStartArray("units");
            foreach (ActivatingPatch unit in table.Of(channel))
            {
                json.WriteStartObject();
                json.WriteNumber("picture", images[unit.ImageId]);
                json.WriteNumber("score", unit.Score);
                json.WriteNumber("row", unit.Row);
                json.WriteNumber("column", unit.Column);
                WriteIntegers(json, "original", unit.Original.Left, unit.Original.Top, unit.Original.Width, unit.Original.Height);
                json.WriteNumber("patch", patches[unit.Image]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, params ReadOnlySpan<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
