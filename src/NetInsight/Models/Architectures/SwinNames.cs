namespace NetInsight.Models.Architectures;

/// <summary>
/// The names of a Swin transformer's parameters in torchvision, from those of timm and of the authors' own repository. Those of timm 0.9
/// and later have the patch merging in the stage after it, others in the stage before it.
/// </summary>
internal static class SwinNames
{
    /// <summary>The weights with torchvision's names; the same weights where they have them already.</summary>
    public static Weights ToTorchvision(Weights weights)
    {
        if (weights.Shapes is not { } shapes || !shapes.ContainsKey("patch_embed.proj.weight"))
            return weights;
        int first = shapes.ContainsKey("layers.0.downsample.reduction.weight") ? 2 : 0;
        return weights.Renamed(name => OfTimm(name, first), "timm's names");
    }

    /// <summary>Whether a name is that of a buffer that follows from the sizes of map and window.</summary>
    public static bool IsBuffer(string name) =>
        name.EndsWith(".relative_position_index", StringComparison.Ordinal) || name.EndsWith(".attn_mask", StringComparison.Ordinal);

    private static string OfTimm(string name, int first) => name.Split('.') switch
    {
        ["patch_embed", "proj", var p] => $"features.0.0.{p}",
        ["patch_embed", "norm", var p] => $"features.0.2.{p}",
        ["layers", var stage, "downsample", var part, var p] when int.TryParse(stage, out int s) => $"features.{2 * s + first}.{part}.{p}",
        ["layers", var stage, "blocks", var i, .. var rest] when int.TryParse(stage, out int s) =>
            InBlock($"features.{2 * s + 1}.{i}", rest),
        ["head", "fc", var p] => $"head.{p}",
        _ => name,
    };

    private static string InBlock(string block, string[] rest) => rest switch
    {
        ["mlp", "fc1", var p] => $"{block}.mlp.0.{p}",
        ["mlp", "fc2", var p] => $"{block}.mlp.3.{p}",
        _ => $"{block}.{string.Join('.', rest)}",
    };
}
