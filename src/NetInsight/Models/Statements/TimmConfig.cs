using System.Text.Json;

namespace NetInsight.Models.Statements;

/// <summary>
/// <c>config.json</c> of timm: <c>pretrained_cfg</c> (in older files the top level) with mean, std, input_size, crop_pct, crop_mode and
/// interpolation; timm's evaluation resizes the short side to the input's size / crop_pct, rounded down.
/// </summary>
internal static class TimmConfig
{
    /// <summary>What the file states; null where it is none of timm's.</summary>
    /// <exception cref="FormatException">A field is of another type than it must be.</exception>
    public static Statement? Read(JsonElement json, string origin)
    {
        JsonElement config = json.Object("pretrained_cfg") ?? json;
        if (config.Channels("mean") is not { } mean || config.Channels("std") is not { } std)
            return null;
        double? share = config.Number("crop_pct");
        if (share is <= 0 or > 1)
            throw new FormatException("'crop_pct' must be above 0 and at most 1.");
        (bool keepsAspect, string remark) = config.Text("crop_mode") switch
        {
            null or "center" => (true, ""),
            "squash" => (false, ""),
            _ => (true, "The file's crop_mode is not supported (center and squash are); the image's centre is cropped."),
        };
        Preprocessing preprocessing = new()
        {
            CropFraction = share is null ? 0.875 : share == 1 ? null : share,       // timm's default
            KeepsAspectRatio = keepsAspect,
            Interpolation = Interpolation(config.Text("interpolation") ?? "bilinear", ref remark),
            Scale = 1 / 255.0,
            Mean = mean,
            Std = std,
        };
        return new Statement(PreprocessingSourceKind.NeighborFile, origin)
        {
            Preprocessing = preprocessing,
            Size = Size(config),
            Remark = remark,
        };
    }

    private static ImageSize? Size(JsonElement config)
    {
        if (config.Field("input_size") is not { ValueKind: JsonValueKind.Array } field)
            return null;
        JsonElement[] sides = [.. field.EnumerateArray()];
        return sides.Length == 3 && sides[0].ValueKind == JsonValueKind.Number && JsonFields.SizeOf(sides[1], sides[2]) is { } size
            ? size
            : throw new FormatException("'input_size' must be channels, height and width.");
    }

    private static Interpolation Interpolation(string name, ref string remark)
    {
        switch (name)
        {
            case "nearest":
                return NetInsight.Interpolation.Nearest;
            case "bilinear":
                return NetInsight.Interpolation.Bilinear;
            case "bicubic":
                return NetInsight.Interpolation.Bicubic;
            case "lanczos":
                return NetInsight.Interpolation.Lanczos;
            default:
                remark = $"{remark} The file's interpolation is not supported; images are resized bilinearly.".TrimStart();
                return NetInsight.Interpolation.Bilinear;
        }
    }
}
