namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// The names of ConvNeXt's parameters in timm (<c>stages.0.blocks.0.conv_dw</c>) and in the authors' own repository
/// (<c>stages.0.0.dwconv</c>), from torchvision's.
/// </summary>
internal static class ConvNeXtNames
{
    /// <summary>timm's name.</summary>
    public static string InTimm(string name) => name.Split('.') switch
    {
        ["features", "0", var part, var p] => $"stem.{part}.{p}",
        ["features", var f, var i, "block", var layer, var p] => $"stages.{StageOf(f)}.blocks.{i}.{TimmLayer(layer)}.{p}",
        ["features", var f, var i, "layer_scale"] => $"stages.{StageOf(f)}.blocks.{i}.gamma",
        ["features", var f, var part, var p] => $"stages.{StageOf(f)}.downsample.{part}.{p}",
        ["classifier", "0", var p] => $"head.norm.{p}",
        ["classifier", "2", var p] => $"head.fc.{p}",
        _ => name,
    };

    /// <summary>The authors' name.</summary>
    public static string OfAuthors(string name) => name.Split('.') switch
    {
        ["features", var f, var i, "block", var layer, var p] => $"stages.{StageOf(f)}.{i}.{AuthorsLayer(layer)}.{p}",
        ["features", var f, var i, "layer_scale"] => $"stages.{StageOf(f)}.{i}.gamma",
        ["features", var f, var part, var p] => $"downsample_layers.{StageOf(f)}.{part}.{p}",
        ["classifier", "0", var p] => $"norm.{p}",
        ["classifier", "2", var p] => $"head.{p}",
        _ => name,
    };

    /// <summary>The stage of a module of <c>features</c>: 2 s is what comes before the blocks of stage s, 2 s + 1 its blocks.</summary>
    public static int StageOf(string module) => int.Parse(module, System.Globalization.CultureInfo.InvariantCulture) / 2;

    private static string TimmLayer(string layer) => layer switch { "0" => "conv_dw", "2" => "norm", "3" => "mlp.fc1", _ => "mlp.fc2" };

    private static string AuthorsLayer(string layer) => layer switch { "0" => "dwconv", "2" => "norm", "3" => "pwconv1", _ => "pwconv2" };
}
