namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// The names of a Swin transformer's parameters in timm and in the authors' own repository, from torchvision's. timm 0.9 and later have
/// the patch merging in the stage after it, others in the stage before it.
/// </summary>
/// <param name="MergingStage">The stage that holds the patch merging before stage 1: 1 or 0.</param>
/// <param name="Head">The module that makes the logits.</param>
internal sealed record SwinNames(int MergingStage, string Head)
{
    /// <summary>timm's or the authors' name.</summary>
    public string InTimm(string name) => name.Split('.') switch
    {
        ["features", "0", "0", var p] => $"patch_embed.proj.{p}",
        ["features", "0", "2", var p] => $"patch_embed.norm.{p}",
        ["features", var f, "norm" or "reduction", _] =>
            $"layers.{ConvNeXtNames.StageOf(f) - 1 + MergingStage}.downsample.{name["features.".Length..][(f.Length + 1)..]}",
        ["features", var f, var i, .. var rest] => $"layers.{ConvNeXtNames.StageOf(f)}.blocks.{i}.{InBlock(rest)}",
        ["head", var p] => $"{Head}.{p}",
        _ => name,
    };

    /// <summary>Whether a name is that of a buffer that follows from the sizes of map and window.</summary>
    public static bool IsBuffer(string name) =>
        name.EndsWith(".relative_position_index", StringComparison.Ordinal) || name.EndsWith(".attn_mask", StringComparison.Ordinal);

    private static string InBlock(string[] rest) => rest switch
    {
        ["mlp", "0", var p] => $"mlp.fc1.{p}",
        ["mlp", "3", var p] => $"mlp.fc2.{p}",
        _ => string.Join('.', rest),
    };
}
