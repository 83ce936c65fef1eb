using System.Collections.Immutable;
using System.Text.Json;

namespace NetInsight.Models.Statements;

/// <summary>
/// <c>preprocessor_config.json</c> of Hugging Face's transformers: the fields of an ImageProcessor, in the order in which it applies them
/// (resize, crop, rescale, normalise).
/// </summary>
internal static class HuggingFaceConfig
{
    /// <summary>
    /// Processors for which one number as size means the short side; for all others height and width (transformers' default_to_square).
    /// </summary>
    private static readonly string[] ShortSideTypes =
    [
        "CLIP", "ChineseCLIP", "ConvNext", "Bit", "LeViT", "Levit", "MobileNetV1", "MobileNetV2", "MobileViT", "PoolFormer", "VideoMAE",
        "ViTHybrid", "Vivit",
    ];

    /// <summary>What the file states; null where it is about no images.</summary>
    /// <exception cref="FormatException">A field is of another type than it must be.</exception>
    public static Statement? Read(JsonElement json, string origin)
    {
        if (json.Object("image_processor") is { } inner)         // a processor for several kinds of data
            json = inner;
        string[] fields = ["image_mean", "image_std", "size", "crop_size", "do_normalize", "do_rescale", "rescale_factor", "resample"];
        if (!fields.Any(name => json.Field(name) is not null))
            return null;
        string type = json.Text("image_processor_type") ?? json.Text("feature_extractor_type") ?? "";
        (Preprocessing resizing, ImageSize? size, string remark) = Resizing(json, type);
        return new Statement(PreprocessingSourceKind.NeighborFile, origin)
        {
            Preprocessing = Normalization(json, resizing) with { Interpolation = Interpolation(json, ref remark) },
            Size = size,
            Remark = remark,
        };
    }

    private static (Preprocessing Resizing, ImageSize? Size, string Remark) Resizing(JsonElement json, string type)
    {
        JsonElement sizes = json.Object("size") ?? default;
        int? one = sizes.ValueKind == JsonValueKind.Object ? null : json.Pixels("size");
        bool isShortSide = ShortSideTypes.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal))
            || (type.Length == 0 && json.Flag("do_center_crop") == true);
        int? edge = sizes.Pixels("shortest_edge") ?? (isShortSide ? one : null);
        int? height = sizes.Pixels("height") ?? (isShortSide ? null : one), width = sizes.Pixels("width") ?? (isShortSide ? null : one);
        ImageSize? crop = json.Flag("do_center_crop") ?? edge is not null ? Crop(json) : null;
        double share = json.Number("crop_pct") is { } given and > 0 and <= 1 ? given : 1;

        if (json.Flag("do_resize") == false)
            return (new Preprocessing(), crop, "The file has images cropped without resizing; here their short side becomes the input's.");
        if (height is { } rows && width is { } columns)
        {
            double? kept = crop is { } part && part.Height < rows ? (double)part.Height / rows : null;
            return (Stretched(kept), crop ?? new ImageSize(rows, columns), "");
        }

        if (edge is not { } side)
        {
            return (new Preprocessing(), crop, json.Field("size") is null ? ""
                : "The file's size is none that is supported (shortest_edge, or height and width); the short side becomes the input's.");
        }

        if (type.StartsWith("ConvNext", StringComparison.Ordinal))          // crops below 384 pixels, stretches from there on
            return (side >= 384 ? Stretched(null) : WithCrop(json.Number("crop_pct") is null ? 224 / 256.0 : share), new(side, side), "");
        if (type.StartsWith("PoolFormer", StringComparison.Ordinal))
            return (WithCrop(share), crop ?? new ImageSize(side, side), "");
        if (type.StartsWith("Levit", StringComparison.OrdinalIgnoreCase))   // resizes to 256 / 224 of the size
            return (WithCrop(224 / 256.0), crop ?? new ImageSize(side, side), "");
        return crop is { } area
            ? (WithCrop(Math.Min(1, (double)Math.Max(area.Height, area.Width) / side)), area, "")
            : (new Preprocessing(), new ImageSize(side, side), "The file has images without a crop; here they are cropped to the input.");
    }

    private static Preprocessing Stretched(double? share) => new() { KeepsAspectRatio = false, CropFraction = share };

    private static Preprocessing WithCrop(double share) => new() { CropFraction = share == 1 ? null : share };

    private static ImageSize? Crop(JsonElement json)
    {
        if (json.Field("crop_size") is { ValueKind: JsonValueKind.Number })
            return json.Pixels("crop_size") is { } side ? new ImageSize(side, side) : null;
        return json.Object("crop_size") is { } crop && crop.Pixels("height") is { } height && crop.Pixels("width") is { } width
            ? new ImageSize(height, width) : null;
    }

    /// <summary>x = (value * factor - offset - mean) / std.</summary>
    private static Preprocessing Normalization(JsonElement json, Preprocessing resizing)
    {
        ImmutableArray<float>? mean = json.Channels("image_mean"), std = json.Channels("image_std");
        double factor = json.Flag("do_rescale") == false ? 1 : json.Number("rescale_factor") ?? 1 / 255.0;
        factor = Math.Abs(factor * 255 - 1) < 1e-6 ? 1 / 255.0 : factor;             // written with fewer digits
        float offset = json.Flag("rescale_offset") == true ? 1 : 0;
        bool isNormalized = json.Flag("do_normalize") ?? mean is not null;
        bool isTwice = json.Flag("include_top") == true;                            // EfficientNet divides by std once more
        ChannelOrder order = json.Flag("do_flip_channel_order") == true ? ChannelOrder.Bgr : ChannelOrder.Rgb;
        Preprocessing result = resizing with { Scale = factor, Mean = [offset], Channels = order };
        if (!isNormalized)
            return result;
        if (mean is null || std is null)
            throw new FormatException("'do_normalize' needs 'image_mean' and 'image_std'.");
        return result with
        {
            Mean = [.. mean.Value.Select(value => value + offset)],
            Std = [.. std.Value.Select(value => isTwice ? value * value : value)],
        };
    }

    /// <summary>Pillow's number of a filter.</summary>
    private static Interpolation Interpolation(JsonElement json, ref string remark)
    {
        switch (json.Number("resample"))
        {
            case 0:
                return NetInsight.Interpolation.Nearest;
            case 1:
                return NetInsight.Interpolation.Lanczos;
            case null or 2:
                return NetInsight.Interpolation.Bilinear;
            case 3:
                return NetInsight.Interpolation.Bicubic;
            case 4 or 5:
                remark = $"{remark} Pillow's filters Box and Hamming are not supported; images are resized bilinearly.".TrimStart();
                return NetInsight.Interpolation.Bilinear;
            default:
                throw new FormatException("'resample' must be 0 to 5, Pillow's number of a filter.");
        }
    }
}
