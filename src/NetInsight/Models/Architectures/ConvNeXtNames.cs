namespace NetInsight.Models.Architectures;

/// <summary>
/// The names of ConvNeXt's parameters in torchvision, from those of timm (<c>stages.0.blocks.0.conv_dw</c>) and of the authors' own
/// repository (<c>stages.0.0.dwconv</c>).
/// </summary>
internal static class ConvNeXtNames
{
    /// <summary>The weights with torchvision's names; the same weights where they have them already.</summary>
    public static Weights ToTorchvision(Weights weights) =>
        weights.Shapes is not { } shapes ? weights
        : shapes.ContainsKey("stem.0.weight") ? weights.Renamed(OfTimm, "timm's names")
        : shapes.ContainsKey("downsample_layers.0.0.weight") ? weights.Renamed(OfAuthors, "the authors' names")
        : weights;

    private static string OfTimm(string name) => name.Split('.') switch
    {
        ["stem", var part, var p] => $"features.0.{part}.{p}",
        ["stages", var stage, "downsample", var part, var p] when int.TryParse(stage, out int s) => $"features.{2 * s}.{part}.{p}",
        ["stages", var stage, "blocks", var i, .. var rest] when int.TryParse(stage, out int s) =>
            InBlock($"features.{2 * s + 1}.{i}", rest) ?? name,
        ["head", "norm", var p] => $"classifier.0.{p}",
        ["norm", var p] => $"classifier.0.{p}",
        ["head", "fc", var p] => $"classifier.2.{p}",
        ["head", var p] => $"classifier.2.{p}",
        _ => name,
    };

    private static string OfAuthors(string name) => name.Split('.') switch
    {
        ["downsample_layers", var stage, var part, var p] when int.TryParse(stage, out int s) => $"features.{2 * s}.{part}.{p}",
        ["stages", var stage, var i, .. var rest] when int.TryParse(stage, out int s) =>
            InBlock($"features.{2 * s + 1}.{i}", rest) ?? name,
        ["norm", var p] => $"classifier.0.{p}",
        ["head", var p] => $"classifier.2.{p}",
        _ => name,
    };

    private static string? InBlock(string block, string[] rest) => rest switch
    {
        ["conv_dw" or "dwconv", var p] => $"{block}.block.0.{p}",
        ["norm", var p] => $"{block}.block.2.{p}",
        ["mlp", "fc1", var p] => $"{block}.block.3.{p}",
        ["pwconv1", var p] => $"{block}.block.3.{p}",
        ["mlp", "fc2", var p] => $"{block}.block.5.{p}",
        ["pwconv2", var p] => $"{block}.block.5.{p}",
        ["gamma"] => $"{block}.layer_scale",
        _ => null,
    };
}
