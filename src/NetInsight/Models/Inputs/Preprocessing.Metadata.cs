using System.Text.Json;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial record Preprocessing
{
    /// <summary>The metadata key under which a model file stores its preprocessing.</summary>
    internal const string MetadataKey = "netinsight.preprocessing";

    /// <summary>
    /// Reads the text of the metadata entry: a preset's name, or a JSON object with any of <c>resize</c> (short side), <c>crop</c>
    /// (fraction; or height and width of the input, [64, 64]), <c>stretch</c> (true or false), <c>interpolation</c>, <c>channels</c> (rgb,
    /// bgr, gray), <c>scale</c>, <c>mean</c> and <c>std</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="crop">Height and width of the crop, which is the network's input; null where the text states none.</param>
    /// <exception cref="FormatException">The text is neither.</exception>
    internal static Preprocessing Parse(string text, out ImageSize? crop)
    {
        crop = null;
        if (Presets.TryGetValue(text.Trim(), out Preprocessing? preset))
            return preset;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Preprocessing result = new();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "crop" && property.Value.ValueKind == JsonValueKind.Array)
                    crop = SizeOf(property.Value);
                else
                    result = result.With(property.Name, property.Value);
            }

            return result.ChannelCount == 3 || (result.Mean.Length == 1 && result.Std.Length == 1) ? result
                : throw new FormatException("gray images have one mean and one std");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            string presets = string.Join(", ", Presets.Keys);
            throw new FormatException($"metadata {MetadataKey}: a preset ({presets}) or a JSON object is expected: {e.Message}", e);
        }
    }

    /// <summary>A value by its name; numbers are none.</summary>
    private static T Named<T>(JsonElement value) where T : struct, Enum
    {
        string text = value.GetString() ?? "";
        foreach (T known in Enum.GetValues<T>())
        {
            if (string.Equals(known.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return known;
        }

        throw new FormatException(
            $"{typeof(T).Name.ToLowerInvariant()} '{Printable.Escape(text)}' is unknown; "
            + $"one of {string.Join(", ", Enum.GetNames<T>())} is expected");
    }

    private static ImageSize SizeOf(JsonElement crop) =>
        crop.EnumerateArray().Select(side => side.GetInt32()).ToArray()
            is [> 0 and <= MostSide and var height, > 0 and <= MostSide and var width]
            ? new ImageSize(height, width)
            : throw new FormatException($"'crop' is a fraction, or height and width of the input, but is {crop}.");

    private Preprocessing With(string name, JsonElement value) => name switch
    {
        "resize" => this with { ShortSide = value.GetInt32() },
        "crop" => this with { CropFraction = value.GetDouble() },
        "stretch" => this with { KeepsAspectRatio = !value.GetBoolean() },
        "interpolation" => this with { Interpolation = Named<Interpolation>(value) },
        "channels" => this with { Channels = Named<ChannelOrder>(value) },
        "scale" => this with { Scale = value.GetDouble() },
        "mean" => this with { Mean = [.. value.EnumerateArray().Select(element => element.GetSingle())] },
        "std" => this with { Std = [.. value.EnumerateArray().Select(element => element.GetSingle())] },
        _ => throw new FormatException(
            $"'{Printable.Escape(name)}' is unknown; resize, crop, stretch, interpolation, channels, scale, mean and std are expected"),
    };
}
