using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight.Models.Statements;

/// <summary>What the metadata of an ONNX file, or Custom Vision's <c>metadata_properties.json</c>, states about images.</summary>
internal static class MetadataStatements
{
    private const string Format = "Image.BitmapPixelFormat", Range = "Image.NominalPixelRange", Gamma = "Image.ColorSpaceGamma";

    private const string CustomVision = "CustomVision.Preprocess.";

    /// <summary>The values that the metadata states; null where there are none.</summary>
    /// <param name="metadata">The metadata's entries.</param>
    /// <param name="kind">The kind of source.</param>
    /// <param name="origin">The source in words.</param>
    /// <exception cref="FormatException">An entry is none that the format allows.</exception>
    public static Statement? Of(IReadOnlyDictionary<string, string> metadata, PreprocessingSourceKind kind, string origin)
    {
        if (metadata.TryGetValue(Preprocessing.MetadataKey, out string? own))
        {
            Preprocessing stated = Preprocessing.Parse(own, out ImageSize? crop);
            return new Statement(kind, $"{origin} ({Preprocessing.MetadataKey})") { Preprocessing = stated, Size = crop };
        }

        string[] keys = [.. new[] { Format, Range, Gamma }.Where(metadata.ContainsKey)];
        return keys is [] or [Gamma]
            ? null
            : new Statement(kind, $"{origin} ({string.Join(", ", keys.Select(key => $"{key}: {Printable.Escape(metadata[key])}"))})")
            {
                Preprocessing = WinMl(metadata),
                Remark = RemarkOn(metadata),
                Size = Size(metadata),
            };
    }

    /// <summary>What follows from the tool that wrote the file: ultralytics' classifiers take images from 0 to 1.</summary>
    public static Statement? Convention(IReadOnlyDictionary<string, string> metadata)
    {
        bool isUltralytics = metadata.TryGetValue("author", out string? author)
            && author.Contains("ultralytics", StringComparison.OrdinalIgnoreCase);
        bool hasTask = metadata.TryGetValue("task", out string? task) && metadata.ContainsKey("names");
        if (!isUltralytics && !hasTask)
            return null;
        string remark = task is null or "classify" ? "" : $"For the task '{Printable.Escape(task)}' ultralytics pads images to the input's "
            + "size; here they are cropped.";
        return new Statement(
            PreprocessingSourceKind.FileMetadata, "The file's metadata are ultralytics', whose networks take images from 0 to 1")
        {
            Preprocessing = Preprocessing.UnitRange,
            Remark = remark,
        };
    }

    /// <summary>
    /// Windows ML's properties of images, as ONNX lists them in MetadataProps.md; what is absent has Windows ML's default.
    /// </summary>
    private static Preprocessing WinMl(IReadOnlyDictionary<string, string> metadata)
    {
        Preprocessing result = new()
        {
            Channels = metadata.GetValueOrDefault(Format)?.ToUpperInvariant() switch
            {
                null or "BGR8" or "BGRA8" => ChannelOrder.Bgr,
                "RGB8" or "RGBA8" => ChannelOrder.Rgb,
                "GRAY8" => ChannelOrder.Gray,
                _ => throw Unknown(Format, "Rgb8, Bgr8, Gray8, Rgba8 or Bgra8"),
            },
        };
        result = metadata.GetValueOrDefault(Range)?.ToUpperInvariant() switch
        {
            null or "NOMINALRANGE_0_255" => result,
            "NORMALIZED_0_1" => result with { Scale = 1 / 255.0 },
            "NORMALIZED_1_1" => result with { Scale = 1 / 127.5, Mean = [1] },
            "NOMINALRANGE_16_235" => result with { Scale = 219 / 255.0, Mean = [-16] },
            _ => throw Unknown(Range, "NominalRange_0_255, Normalized_0_1, Normalized_1_1 or NominalRange_16_235"),
        };
        ImmutableArray<float> mean = List(metadata, "NormalizeMean", 0), std = List(metadata, "NormalizeStd", 1);
        if (mean.Any(value => value != 0) || std.Any(value => value != 1))
            result = result with { Mean = Combined(result.Mean[0], mean), Std = std };
        return metadata.GetValueOrDefault($"{CustomVision}ResizeMethod") == "Stretch" ? result with { KeepsAspectRatio = false } : result;

        FormatException Unknown(string key, string expected) =>
            new($"metadata {key}: {expected} is expected, but it is '{Printable.Escape(metadata[key])}'.");
    }

    private static ImmutableArray<float> Combined(float first, ImmutableArray<float> mean) => [.. mean.Select(value => value + first)];

    private static string RemarkOn(IReadOnlyDictionary<string, string> metadata)
    {
        string remark = metadata.ContainsKey(Format) ? "" : "The order of channels is not stated; BGR is Windows ML's default. ";
        if (!metadata.ContainsKey(Range))
            remark += "The range is not stated; 0 to 255 is Windows ML's default. ";
        if (metadata.GetValueOrDefault(Gamma) is { } gamma && !gamma.Equals("SRGB", StringComparison.OrdinalIgnoreCase))
            remark += $"{Gamma} is '{Printable.Escape(gamma)}', but values are those of the image file, which are sRGB as a rule. ";
        return remark.TrimEnd();
    }

    private static ImmutableArray<float> List(IReadOnlyDictionary<string, string> metadata, string name, float standard)
    {
        if (!metadata.TryGetValue(CustomVision + name, out string? text) || text.Length == 0 || text == "null")
            return [standard];
        float[] values = [.. text.Trim('[', ']', ' ').Split(',').Select(part =>
            float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : float.NaN)];
        return values.Length is 1 or 3 && values.All(float.IsFinite)
            ? [.. values]
            : throw new FormatException(
                $"metadata {CustomVision}{name}: 1 or 3 numbers are expected, but it is '{Printable.Escape(text)}'.");
    }

    private static ImageSize? Size(IReadOnlyDictionary<string, string> metadata)
    {
        int height = Side("TargetHeight"), width = Side("TargetWidth");
        return height > 0 && width > 0 ? new ImageSize(height, width) : null;

        int Side(string name) => int.TryParse(
            metadata.GetValueOrDefault(CustomVision + name), NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : 0;
    }
}
